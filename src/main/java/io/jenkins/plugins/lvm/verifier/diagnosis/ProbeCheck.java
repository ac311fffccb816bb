package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Probe;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the definition that judges is the function that the checkpoint's own probe tells. */
final class ProbeCheck {
    private ProbeCheck() {}

    static List<Finding> findings(Facts facts) {
        Probe probe = facts.measured().model().probe();
        if (probe == null || (probe.proven() && !probe.stale())) {
            return List.of();
        }
        String judging = facts.measured().model().forwardDefinition();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("judging", judging);
        evidence.put("largestDifference", probe.largestDifference());
        evidence.put("staleWeights", probe.stale());
        evidence.put("matching", probe.matching());
        return List.of(Causes.finding(
                Cause.PROBE,
                probe.proven() ? Severity.INFO : Severity.ERROR,
                title(probe),
                judging + (probe.proven() ? " agrees with" : " differs from")
                        + " the outputs that the trainer recorded by "
                        + String.format(Locale.ROOT, "%.2g", probe.largestDifference()) + "." + advice(probe),
                evidence,
                null));
    }

    private static String title(Probe probe) {
        if (probe.stale()) {
            return "The checkpoint's probe was taken of other weights";
        }
        return "The checkpoint's own probe tells another function";
    }

    private static String advice(Probe probe) {
        if (!probe.matching().isEmpty() && !probe.proven()) {
            return " " + String.join(", ", probe.matching()) + " computes what was probed.";
        }
        return probe.stale()
                ? " Take the probe when the weights are saved: it proves a function with these weights only."
                : " No definition that fits the weights computes what was probed; give the function as an ONNX graph.";
    }
}
