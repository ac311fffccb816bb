package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.DiagnosisCases.Case;
import io.jenkins.plugins.lvm.verifier.PlantedSet.Verified;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.diagnosis.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/diagnosis-confusion.md}: planted defect against first finding. Called by {@code bin/confusion-table}. */
public final class ConfusionTable {
    private static final String NONE = "none";

    private ConfusionTable() {}

    /**
     * Writes the document.
     *
     * @param args the file to write
     */
    public static void main(String[] args) throws IOException {
        Collection<Case> cases = DiagnosisCases.all().values();
        List<Verified> planted = PlantedSet.verify(PlantedSet.whole(), entry -> true);
        Files.writeString(
                Path.of(args[0]), render(cases) + PlantedTable.render(planted, LocalDate.now(ZoneOffset.UTC)));
        cases.stream()
                .filter(tried -> !Objects.equals(tried.planted(), tried.first()))
                .forEach(tried -> System.out.println("MISSED " + tried.name() + ": planted " + tried.planted()
                        + ", found "
                        + tried.verification().findings().stream()
                                .map(Finding::explanation)
                                .toList()
                        + " " + tried.codes()));
        planted.stream()
                .filter(tried -> tried.half().equals("known") && !tried.isRight())
                .forEach(tried ->
                        System.out.println("MISSED " + tried.name() + ": expected " + tried.expected() + ", found "
                                + tried.findings().stream().map(Finding::code).toList()
                                + (tried.problem() == null ? "" : ", " + tried.problem())));
    }

    static String render(final Collection<Case> cases) {
        final long healthy =
                cases.stream().filter(tried -> tried.planted() == null).count();
        final long right = cases.stream()
                .filter(tried -> Objects.equals(tried.planted(), tried.first()))
                .count();
        final List<String> columns = Stream.concat(Stream.of(Cause.values()).map(Cause::name), Stream.of(NONE))
                .filter(code -> cases.stream()
                        .anyMatch(tried -> code.equals(name(tried.planted())) || code.equals(name(tried.first()))))
                .toList();
        final StringBuilder text = new StringBuilder();
        text.append("# Planted defect against first finding\n\n")
                .append("Made by `bin/confusion-table`, which has real PyTorch make the checkpoints")
                .append(" (`src/test/python/diagnosis_fixtures.py`) and verifies each.\n")
                .append(cases.size() - healthy)
                .append(" have one defect planted, ")
                .append(healthy)
                .append(" are healthy. The first finding is the planted defect, or there is none on a healthy one, in ")
                .append(right)
                .append(" of ")
                .append(cases.size())
                .append(" cases.\n\nRows: planted. Columns: first finding.\n\n| planted \\ found |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        for (final String planted : columns) {
            text.append("| ").append(planted).append(" |");
            for (final String found : columns) {
                final long count = cases.stream()
                        .filter(tried -> planted.equals(name(tried.planted())) && found.equals(name(tried.first())))
                        .count();
                text.append(' ').append(count == 0 ? "" : count).append(" |");
            }
            text.append('\n');
        }
        text.append("\nWhat else was found on checkpoints with a planted defect, after the first finding:\n\n");
        alsoFound(cases).forEach((planted, others) -> text.append("* ")
                .append(planted)
                .append(": ")
                .append(others)
                .append('\n'));
        text.append("\n| checkpoint | planted | findings |\n|---|---|---|\n");
        for (final Case tried : cases) {
            text.append("| ")
                    .append(tried.name())
                    .append(" | ")
                    .append(name(tried.planted()))
                    .append(" | ")
                    .append(tried.codes().isEmpty() ? NONE : String.join(", ", tried.codes()))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static Map<String, String> alsoFound(final Collection<Case> cases) {
        final Map<String, List<String>> others = new TreeMap<>();
        for (final Case tried : cases) {
            if (tried.planted() != null && tried.codes().size() > 1) {
                others.computeIfAbsent(tried.planted(), code -> new ArrayList<>())
                        .addAll(tried.codes().subList(1, tried.codes().size()));
            }
        }
        final Map<String, String> counted = new TreeMap<>();
        others.forEach((planted, codes) -> counted.put(
                planted,
                codes.stream()
                        .collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))));
        return counted;
    }

    private static String name(final String code) {
        return code == null ? NONE : code;
    }
}
