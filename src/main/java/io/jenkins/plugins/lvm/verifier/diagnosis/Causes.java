package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes findings and puts them in order. */
public final class Causes {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Causes::role)
            .thenComparingDouble(finding -> finding.explainsGap() == null ? 0 : -finding.explainsGap())
            .thenComparing(Finding::severity, Comparator.reverseOrder())
            .thenComparing(Causes::rank);

    private static final int LONGEST_TEXT = 200;
    private static final int MOST_NAMES = 50;

    private Causes() {}

    /** Causes before symptoms before notes; among each what explains most of the gap first, then by severity, then by rank. */
    public static List<Finding> inOrder(Collection<Finding> findings) {
        return findings.stream().sorted(ORDER).toList();
    }

    /**
     * A finding of one code.
     *
     * @param evidence numbers and names by key, in the order in which they are told
     * @param explainsGap share of the gap that it explains, 0..1; null where that cannot be said
     */
    static Finding finding(
            Cause cause,
            Severity severity,
            String title,
            String explanation,
            Map<String, Object> evidence,
            @Nullable Double explainsGap) {
        return new Finding(
                cause.name(),
                severity,
                title,
                explanation,
                Collections.unmodifiableMap(new LinkedHashMap<>(evidence)),
                explainsGap);
    }

    /** A cosine in a sentence. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", Math.abs(value) < 5e-5 ? 0.0 : value);
    }

    /** A share in a sentence. */
    static String percent(double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
    }

    /** A value out of a checkpoint, made fit for a report: a finite number, a truth value, or a bounded text. */
    static Object plain(@Nullable Object value) {
        if (value instanceof Boolean || (value instanceof Number number && Double.isFinite(number.doubleValue()))) {
            return value;
        }
        return text(String.valueOf(value));
    }

    /** A text out of a checkpoint, printable and not too long. */
    static String text(String value) {
        StringBuilder printable = new StringBuilder();
        value.codePoints()
                .limit(LONGEST_TEXT)
                .forEach(
                        c -> printable.appendCodePoint(Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c));
        return printable.toString();
    }

    /** Names for the evidence: a checkpoint can have any number of them, of any length. */
    static List<String> names(List<String> names) {
        return names.stream().limit(MOST_NAMES).map(Causes::text).toList();
    }

    /** Some of many names: a sentence has no room for hundreds. */
    static String some(List<String> names) {
        int shown = 4;
        String first = String.join(", ", names(names.subList(0, Math.min(shown, names.size()))));
        return names.size() <= shown ? first : first + " and " + (names.size() - shown) + " more";
    }

    /** What is only information and explains nothing is a note, whatever its code. */
    static Cause.Role role(Finding finding) {
        if (finding.severity() == Severity.INFO
                && finding.explainsGap() == null
                && !finding.code().equals(Cause.NOT_EXPLAINED.name())) {
            return Cause.Role.NOTE;
        }
        int rank = rank(finding);
        return rank == Cause.values().length ? Cause.Role.SYMPTOM : Cause.values()[rank].role();
    }

    private static int rank(Finding finding) {
        for (Cause cause : Cause.values()) {
            if (cause.name().equals(finding.code())) {
                return cause.ordinal();
            }
        }
        return Cause.values().length;
    }
}
