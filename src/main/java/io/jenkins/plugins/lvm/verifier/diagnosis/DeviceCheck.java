package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Reference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether a device computes what another one, or float64, does. */
public final class DeviceCheck {
    private DeviceCheck() {}

    /**
     * Looks at one comparison.
     *
     * @param device device that was compared
     */
    public static Optional<Finding> finding(final String device, final Comparison comparison) {
        if (comparison.within()) {
            return Optional.empty();
        }
        final Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("device", device);
        evidence.put("with", comparison.with());
        evidence.put("meanDifference", comparison.meanDifference());
        evidence.put("meanTolerance", comparison.meanTolerance());
        evidence.put("largestDifference", comparison.largestDifference());
        evidence.put("largestAt", comparison.largestAt());
        evidence.put("rowTolerance", comparison.rowTolerance());
        final boolean precision = comparison.reference() == Reference.PRECISION;
        return Optional.of(Causes.finding(
                Cause.DEVICE,
                Math.abs(comparison.meanDifference()) > comparison.meanTolerance() ? Severity.ERROR : Severity.WARNING,
                precision ? "The model needs more precision than float32" : "Two devices disagree",
                String.format(
                        Locale.ROOT,
                        "%s and %s differ by %+.6f in the mean (tolerance %s) and by up to %.6f in a row, the one at place %d"
                                + " (tolerance %s).%s",
                        device,
                        comparison.with(),
                        comparison.meanDifference(),
                        comparison.meanTolerance(),
                        comparison.largestDifference(),
                        comparison.largestAt(),
                        comparison.rowTolerance(),
                        precision
                                ? " Rounding decides what this model predicts; look for very large weights."
                                : " Serve it on the device that agrees with float64, and keep TF32 off."),
                evidence,
                null));
    }
}
