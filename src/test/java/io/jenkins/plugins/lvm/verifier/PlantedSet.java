package io.jenkins.plugins.lvm.verifier;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Defects of every kind, and healthy variants, which {@code planted_defects.py} makes with real torch. The known half is what the
 * verifier may be made for; of the drawn half only the figures are looked at.
 */
public final class PlantedSet {
    /** Code of what has no explanation: then no finding is as right. */
    private static final String NOT_EXPLAINED = "NOT_EXPLAINED";

    private static final int EVERY_PLANTED = 2;
    private static final int EVERY_HEALTHY = 3;

    private PlantedSet() {}

    /**
     * A case verified.
     *
     * @param planted code of the defect; null for a healthy one
     * @param expected codes that are right as the first finding
     * @param verification null where the checkpoint was refused
     * @param problem null, or why the verdict is not the one that a healthy checkpoint has to get, or no verdict came
     */
    record Verified(
            String name, String half, String planted, Set<String> expected, Verification verification, String problem) {

        /** What was found. */
        List<Finding> findings() {
            return verification == null ? List.of() : verification.findings();
        }

        /** The first finding's code; {@code none}, or {@code ERROR} where the checkpoint was refused. */
        String first() {
            return findings().isEmpty()
                    ? problem == null || planted == null ? "none" : "ERROR"
                    : findings().get(0).code();
        }

        /** Whether the first finding is right; for a healthy one, whether the verdict is and nothing is called an error. */
        boolean isRight() {
            return planted == null
                    ? problem == null && findings().stream().noneMatch(finding -> finding.severity() == Severity.ERROR)
                    : expected.contains(first()) || (expected.contains(NOT_EXPLAINED) && first().equals("none"));
        }

        /** Findings that state as a fact what is not the cause. */
        List<String> wrongFacts() {
            return findings().stream()
                    .filter(finding -> finding.explainsGap() != null && finding.explainsGap() > 0.9)
                    .map(Finding::code)
                    .filter(code -> !expected.contains(code))
                    .toList();
        }
    }

    /** The known half. */
    static Path known() {
        return PythonFixtures.run("planted_defects.py", "planted-known", "1000", "0");
    }

    /** Those of the known half that tests look at, by name; verified once per process. */
    static Map<String, Verified> tested() {
        return Holder.TESTED;
    }

    private static final class Holder {
        static final Map<String, Verified> TESTED = verifyTested();

        private static Map<String, Verified> verifyTested() {
            Set<String> wanted = wanted(DiagnosisCases.entries(known()));
            Map<String, Verified> verified = new LinkedHashMap<>();
            verify(known(), entry -> wanted.contains(PlantedSet.name(entry)))
                    .forEach(tried -> verified.put(tried.name(), tried));
            return Collections.unmodifiableMap(verified);
        }

        /** Of each class of planted ones every second, of healthy ones every third; of what {@link DetectorsTest} looks at all. */
        private static Set<String> wanted(List<JsonObject> entries) {
            Set<String> wanted = new TreeSet<>();
            Map<String, Integer> seen = new HashMap<>();
            for (JsonObject entry : entries) {
                boolean healthy = entry.get("planted").isJsonNull();
                int number = seen.merge(entry.get("planted").toString(), 1, Integer::sum) - 1;
                if (number % (healthy ? EVERY_HEALTHY : EVERY_PLANTED) == 0 || DetectorsTest.looksAt(entry)) {
                    wanted.add(PlantedSet.name(entry));
                }
            }
            return wanted;
        }
    }

    /** Both halves. */
    static Path whole() {
        return PythonFixtures.run("planted_defects.py", "planted");
    }

    /** Verifies those cases of a folder that are wanted. */
    static List<Verified> verify(Path folder, Predicate<JsonObject> wanted) {
        List<JsonObject> entries = DiagnosisCases.entries(folder);
        Set<String> needed = new TreeSet<>();
        entries.stream()
                .filter(wanted)
                .filter(entry -> !entry.get("baseline").isJsonNull())
                .forEach(entry -> needed.add(entry.get("baseline").getAsString()));
        Map<String, DataProfile> profiles = new HashMap<>();
        Map<String, Verified> verified = new HashMap<>();
        // Those that others are held against come first.
        for (boolean reference : new boolean[] {true, false}) {
            List<JsonObject> next = entries.stream()
                    .filter(entry -> needed.contains(name(entry)) == reference && (reference || wanted.test(entry)))
                    .toList();
            List<VerificationResult> results = DiagnosisCases.sideBySide(
                    next,
                    entry -> DiagnosisCases.run(
                            folder,
                            entry,
                            entry.get("baseline").isJsonNull()
                                    ? null
                                    : profiles.get(entry.get("baseline").getAsString()),
                            new ArrayList<>()));
            for (int i = 0; i < results.size(); i++) {
                VerificationReport report = results.get(i).report();
                if (report.errors().isEmpty()) {
                    profiles.put(
                            name(next.get(i)), report.verifications().get(0).dataProfile());
                }
                verified.put(name(next.get(i)), verified(next.get(i), results.get(i)));
            }
        }
        return entries.stream()
                .filter(wanted)
                .map(entry -> verified.get(name(entry)))
                .toList();
    }

    static String name(JsonObject entry) {
        return entry.get("name").getAsString();
    }

    private static Verified verified(JsonObject entry, VerificationResult result) {
        boolean refused = !result.report().errors().isEmpty();
        Verification verification =
                refused ? null : result.report().verifications().get(0);
        JsonElement wanted = entry.get("verdict");
        String problem = refused
                ? result.report().errors().get(0).message()
                : wanted.isJsonNull() || verification.verdict().name().equals(wanted.getAsString())
                        ? null
                        : "the verdict is " + verification.verdict();
        return new Verified(
                entry.get("name").getAsString(),
                entry.get("half").getAsString(),
                entry.get("planted").isJsonNull() ? null : entry.get("planted").getAsString(),
                expected(entry),
                verification,
                problem);
    }

    /** Codes that are right as the first finding of a case. */
    static Set<String> expected(JsonObject entry) {
        Set<String> expected = new TreeSet<>();
        entry.getAsJsonArray("expected").forEach(code -> expected.add(code.getAsString()));
        return expected;
    }
}
