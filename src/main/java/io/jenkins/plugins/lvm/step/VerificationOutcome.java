package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.view.GateWords;
import io.jenkins.plugins.lvm.verifier.view.MetricWords;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step found, for the build's log, its result, and the script that called it.
 *
 * @param failBuild whether the verdict FAILED fails the build
 * @param complete whether every checkpoint that matched was verified
 * @param entries one for each checkpoint
 */
record VerificationOutcome(boolean failBuild, boolean complete, List<Entry> entries) {
    private static final int DESCRIBED = 5;

    /**
     * One checkpoint.
     *
     * @param stored what the build keeps of it
     * @param found all that was found; null if it could not be verified
     */
    record Entry(StoredVerification stored, @Nullable Verification found) {

        Verdict verdict() {
            return found == null ? Verdict.FAILED : found.verdict();
        }

        private String sentence() {
            if (found == null) {
                final String hint = stored.getHint();
                return PrintableText.of(stored.getCheckpoint() + " could not be verified: " + stored.getMessage()
                        + (hint == null ? "" : " " + hint));
            }
            final List<String> missed = found.gates().stream()
                    .filter(gate -> gate.outcome() == Outcome.MISSED && gate.verdict() != Verdict.PASSED)
                    .map(gate -> GateWords.plainComparison(gate, MetricWords.of(found)))
                    .toList();
            return PrintableText.of(stored.getSeries()) + " " + found.verdict() + ": claim "
                    + unsigned(stored, stored.getClaim())
                    + ", actual " + unsigned(stored, stored.getActual()) + metric(stored)
                    + (missed.isEmpty() ? "" : " (" + String.join("; ", missed) + ")");
        }
    }

    VerificationOutcome {
        entries = List.copyOf(entries);
    }

    /** All of these as one, at least one; the first says whether FAILED fails the build. */
    static VerificationOutcome all(List<VerificationOutcome> outcomes) {
        return new VerificationOutcome(
                outcomes.get(0).failBuild(),
                outcomes.stream().allMatch(VerificationOutcome::complete),
                outcomes.stream().flatMap(outcome -> outcome.entries().stream()).toList());
    }

    /** The worst verdict; a checkpoint that could not be verified counts as FAILED. */
    Verdict verdict() {
        final Verdict found = entries.stream().map(Entry::verdict).reduce(Verdict.PASSED, Verdict::and);
        return complete ? found : found.and(Verdict.UNSTABLE);
    }

    /** What the verdict means for the build. */
    Verdict buildVerdict() {
        return verdict() == Verdict.FAILED && !failBuild ? Verdict.UNSTABLE : verdict();
    }

    /**
     * Ends the build where the verdict asks for it.
     *
     * @throws AbortException whose message says why, without a stack trace
     */
    void throwIfFailed() throws AbortException {
        if (buildVerdict() == Verdict.FAILED) {
            throw new AbortException(summary());
        }
    }

    /** One sentence on what is wrong. */
    String summary() {
        final List<Entry> worst = entries.stream()
                .filter(entry -> entry.verdict() == verdict() && entry.verdict() != Verdict.PASSED)
                .toList();
        if (worst.isEmpty()) {
            return complete ? "All checkpoints passed." : "Not every checkpoint that matched was verified.";
        }
        final String first = worst.get(0).sentence();
        return worst.size() == 1
                ? first
                : worst.size() + " of " + entries.size() + " checkpoints are " + verdict() + ", the first of them: "
                        + first;
    }

    /**
     * What to show beside the build: a line for each checkpoint, up to a few. Descriptions may be shown as HTML, so a line names a
     * checkpoint by its id, which holds nothing that would have to be escaped.
     */
    String description() {
        final List<String> lines = new ArrayList<>();
        for (final Entry entry : entries.subList(0, Math.min(entries.size(), DESCRIBED))) {
            final StoredVerification stored = entry.stored();
            lines.add("LVM " + stored.getId() + " " + stored.getVerdict()
                    + (entry.found() == null
                            ? ""
                            : ": claim " + unsigned(stored, stored.getClaim()) + ", actual "
                                    + unsigned(stored, stored.getActual()) + metric(stored)));
        }
        if (entries.size() > DESCRIBED) {
            lines.add("and " + (entries.size() - DESCRIBED) + " more");
        }
        return String.join("\n", lines);
    }

    /** Writes each checkpoint with each of its gates. */
    void log(final PrintStream log) {
        for (final Entry entry : entries) {
            final StoredVerification stored = entry.stored();
            if (entry.found() == null) {
                log.println("ERROR     " + entry.sentence());
                continue;
            }
            log.println(String.format(
                    Locale.ROOT,
                    "%-9s %s: claim %s, actual %s, gap %s (%s, %d rows, split %s, %s)",
                    stored.getVerdict(),
                    PrintableText.of(stored.getSeries()),
                    unsigned(stored, stored.getClaim()),
                    unsigned(stored, stored.getActual()) + metric(stored),
                    signed(stored, stored.getGap()),
                    PrintableText.of(stored.getForwardDefinition()),
                    stored.getValidationRows(),
                    PrintableText.of(stored.getSplit()),
                    PrintableText.of(stored.getDevice())));
            for (final GateOutcome gate : entry.found().gates()) {
                log.println(String.format(
                        "            %-6s %s",
                        gate.outcome() == Outcome.PASSED ? "passed" : "missed",
                        GateWords.plainComparison(gate, MetricWords.of(entry.found()))
                                + (gate.outcome() == Outcome.PASSED ? "" : " -> " + gate.criticality())));
            }
            entry.found()
                    .findings()
                    .forEach(finding -> log.println("            finding: " + PrintableText.of(finding.title())));
        }
    }

    /** Behind an actual that is not of the cosine. */
    private static String metric(StoredVerification stored) {
        return stored.getMetric() == null ? "" : " " + PrintableText.of(stored.getMetric());
    }

    private static String unsigned(StoredVerification stored, @Nullable Double value) {
        final String text = signed(stored, value);
        return text.startsWith("+") ? text.substring(1) : text;
    }

    private static String signed(StoredVerification stored, @Nullable Double value) {
        return value == null ? "none" : MetricWords.difference(stored.getMetric(), value);
    }

    /** For a Pipeline: maps, lists, strings, numbers and booleans only, so that a sandboxed script may use and keep them. */
    Map<String, @Nullable Object> toMap() {
        final List<Object> checkpoints = new ArrayList<>();
        for (final Entry entry : entries) {
            checkpoints.add(map(entry));
        }
        final Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("verdict", verdict().name());
        map.put("summary", summary());
        map.put("checkpoints", checkpoints);
        // With one checkpoint, as is usual, its numbers can be had without a detour.
        if (entries.size() == 1) {
            map(entries.get(0)).forEach(map::putIfAbsent);
        }
        return map;
    }

    private static Map<String, @Nullable Object> map(final Entry entry) {
        final StoredVerification stored = entry.stored();
        final Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", stored.getId());
        map.put("model", stored.getSeries());
        map.put("checkpoint", stored.getCheckpoint());
        map.put("verdict", stored.getVerdict());
        if (entry.found() == null) {
            map.put("error", stored.getMessage());
            map.put("hint", stored.getHint());
            return map;
        }
        map.put("sha256", stored.getSha256());
        if (stored.getMetric() != null) {
            map.put("metric", stored.getMetric());
        }
        map.put("claim", stored.getClaim());
        map.put("actual", stored.getActual());
        map.put("gap", stored.getGap());
        map.put("standardError", stored.getStandardError());
        map.put("forwardDefinition", stored.getForwardDefinition());
        map.put("split", stored.getSplit());
        map.put("validationRows", stored.getValidationRows());
        map.put("device", stored.getDevice());
        final List<Object> gates = new ArrayList<>();
        for (final GateOutcome gate : entry.found().gates()) {
            final Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("metric", gate.metric().name());
            one.put("value", gate.value());
            one.put("threshold", gate.threshold());
            one.put("criticality", gate.criticality().name());
            one.put("passed", gate.outcome() == Outcome.PASSED);
            gates.add(one);
        }
        map.put("gates", gates);
        final List<Object> findings = new ArrayList<>();
        entry.found().findings().forEach(finding -> {
            final Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("code", finding.code());
            one.put("title", finding.title());
            one.put("explanation", finding.explanation());
            findings.add(one);
        });
        map.put("findings", findings);
        return map;
    }
}
