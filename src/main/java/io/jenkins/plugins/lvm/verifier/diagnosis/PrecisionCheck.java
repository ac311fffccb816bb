package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether the claim is met as nearly as a device of low precision would meet it: TF32, MPS, autocast and half precision move a mean by
 * 1e-5 to 1e-3. That is a note; it makes a model neither good nor broken.
 */
final class PrecisionCheck {
    /** Below this a difference is not worth a word. */
    private static final double WORTH_A_WORD = 1e-5;

    private PrecisionCheck() {}

    static List<Finding> findings(Facts facts) {
        Gap gap = facts.gap();
        if (gap == null || !gap.reproducible() || !gap.isOpen() || !gap.isMetNearly() || facts.isExplained()) {
            return List.of();
        }
        if (Math.abs(gap.size()) < WORTH_A_WORD) {
            return List.of();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("claim", gap.claim());
        evidence.put("actual", gap.actual());
        evidence.put("exactUpTo", gap.resolution().window());
        evidence.put("lowPrecisionUpTo", Gap.LOW_PRECISION);
        return List.of(Causes.finding(
                Cause.LOW_PRECISION_DEVICE,
                Severity.INFO,
                "The claim is met, but not exactly",
                String.format(
                        Locale.ROOT,
                        "On the trainer's own rows the number differs from the claim by %+.1e. That fits a low-precision device:"
                                + " TF32, MPS, autocast or half precision on either side make 1e-5 to 1e-3. It proves nothing"
                                + " about the weights.",
                        gap.size()),
                evidence,
                null));
    }
}
