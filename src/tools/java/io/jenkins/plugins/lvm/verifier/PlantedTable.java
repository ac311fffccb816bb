package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.PlantedSet.Verified;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.Cause;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The figures of the planted set, its known and its drawn half apart. */
final class PlantedTable {
    private static final List<String> HALVES = List.of("known", "drawn");

    private PlantedTable() {}

    /** @param date of the figures */
    static String render(List<Verified> set, LocalDate date) {
        StringBuilder text = new StringBuilder();
        text.append("\n## The planted set, ")
                .append(date)
                .append(
                        "\n\n`src/test/python/planted_defects.py` plants defects of every kind in models that real PyTorch trains. The known")
                .append(
                        " half has fixed sizes; in the drawn half sizes, models, data and numbers are drawn by seed, and only its figures")
                .append(
                        " are looked at. *Right* is a case whose first finding has one of the codes that its maker accepts (for a gap that")
                .append(
                        " nothing explains: `NOT_EXPLAINED` or no finding); a healthy case is right if its verdict is and nothing is called an")
                .append(
                        " error. *A wrong fact* is a finding that is said to explain more than 90 % of the gap and is not the cause.\n\n")
                .append("| | known | drawn |\n|---|---|---|\n");
        row(text, "planted, right", set, tried -> tried.planted() != null, Verified::isRight);
        row(text, "planted, a wrong fact stated", set, tried -> tried.planted() != null, tried -> !tried.wrongFacts()
                .isEmpty());
        row(text, "healthy, right", set, tried -> tried.planted() == null, Verified::isRight);
        row(text, "healthy, wrong verdict", set, tried -> tried.planted() == null, tried -> tried.problem() != null);
        row(
                text,
                "healthy, a finding called an error",
                set,
                tried -> tried.planted() == null,
                tried -> has(tried, Severity.ERROR));
        row(text, "healthy, a warning", set, tried -> tried.planted() == null, tried -> has(tried, Severity.WARNING));
        text.append("\n| planted | known | drawn | what came first |\n|---|---|---|---|\n");
        classes(set).forEach((planted, cases) -> text.append("| ")
                .append(planted)
                .append(" | ")
                .append(HALVES.stream()
                        .map(half -> share(cases, tried -> tried.half().equals(half), Verified::isRight))
                        .collect(Collectors.joining(" | ")))
                .append(" | ")
                .append(firsts(cases))
                .append(" |\n"));
        chance(text, set);
        return text.toString();
    }

    /** How often each code was found where its cause was not: what it takes chance, or another cause, to look like it. */
    private static void chance(StringBuilder text, List<Verified> set) {
        text.append(
                        "\nHow often each code was found without its cause: as the first finding where another was planted, and at all, not as a")
                .append(
                        " mere note, on healthy ones.\n\n| code | first, of the others planted | on healthy ones |\n|---|---|---|\n");
        for (Cause cause : Cause.values()) {
            String code = cause.name();
            text.append("| ")
                    .append(code)
                    .append(" | ")
                    .append(share(
                            set,
                            tried ->
                                    tried.planted() != null && !tried.expected().contains(code),
                            tried -> tried.first().equals(code)))
                    .append(" | ")
                    .append(share(set, tried -> tried.planted() == null, tried -> tried.findings().stream()
                            .anyMatch(finding -> finding.code().equals(code) && finding.severity() != Severity.INFO)))
                    .append(" |\n");
        }
    }

    private static void row(
            StringBuilder text, String what, List<Verified> set, Predicate<Verified> of, Predicate<Verified> counted) {
        text.append("| ").append(what);
        HALVES.forEach(half -> text.append(" | ")
                .append(share(set, of.and(tried -> tried.half().equals(half)), counted)));
        text.append(" |\n");
    }

    private static String share(List<Verified> set, Predicate<Verified> of, Predicate<Verified> counted) {
        List<Verified> all = set.stream().filter(of).toList();
        return String.format(
                Locale.ROOT, "%d of %d", all.stream().filter(counted).count(), all.size());
    }

    private static boolean has(Verified tried, Severity severity) {
        return tried.findings().stream().anyMatch(finding -> finding.severity() == severity);
    }

    private static Map<String, List<Verified>> classes(List<Verified> set) {
        return set.stream()
                .filter(tried -> tried.planted() != null)
                .collect(Collectors.groupingBy(Verified::planted, LinkedHashMap::new, Collectors.toList()));
    }

    private static String firsts(List<Verified> cases) {
        return cases.stream()
                .collect(Collectors.groupingBy(Verified::first, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
