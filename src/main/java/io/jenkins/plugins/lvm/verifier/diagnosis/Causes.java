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

/** Makes findings and puts them in order. */
public final class Causes {
    private static final Comparator<Finding> ORDER = Comparator.<Finding>comparingDouble(
                    finding -> finding.explainsGap() == null ? 0 : -finding.explainsGap())
            .thenComparing(Finding::severity, Comparator.reverseOrder())
            .thenComparing(Causes::rank);

    private Causes() {}

    /** What explains most of the gap first; then by severity; then causes before symptoms. */
    public static List<Finding> inOrder(final Collection<Finding> findings) {
        return findings.stream().sorted(ORDER).toList();
    }

    static Finding finding(
            final Cause cause,
            final Severity severity,
            final String title,
            final String explanation,
            final Map<String, Object> evidence,
            final Double explainsGap) {
        return new Finding(
                cause.name(),
                severity,
                title,
                explanation,
                Collections.unmodifiableMap(new LinkedHashMap<>(evidence)),
                explainsGap);
    }

    /** A cosine in a sentence. */
    static String number(final double value) {
        return String.format(Locale.ROOT, "%.4f", Math.abs(value) < 5e-5 ? 0.0 : value);
    }

    /** A share in a sentence. */
    static String percent(final double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
    }

    /** Some of many names: a sentence has no room for hundreds. */
    static String some(final List<String> names) {
        final int shown = 4;
        return names.size() <= shown
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, shown)) + " and " + (names.size() - shown) + " more";
    }

    private static int rank(final Finding finding) {
        for (final Cause cause : Cause.values()) {
            if (cause.name().equals(finding.code())) {
                return cause.ordinal();
            }
        }
        return Cause.values().length;
    }
}
