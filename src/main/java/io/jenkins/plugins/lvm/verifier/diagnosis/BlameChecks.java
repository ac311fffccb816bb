package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Names the tensors whose exchange with those of a good checkpoint restores the metric. */
final class BlameChecks {
    /** Of the loss, so much has to come back. */
    static final double RESTORED = 0.8;
    /** More tensors than this share of those that differ is another model, not a damage. */
    private static final double FEW = 0.5;

    private BlameChecks() {}

    static Optional<Finding> finding(Facts facts, BlameFacts blame) {
        double lost = blame.good() - blame.bad();
        double back = lost == 0 ? 0 : (blame.restored() - blame.bad()) / lost;
        boolean few = blame.guilty().size() == 1 || blame.guilty().size() <= FEW * blame.differing();
        if (!facts.isBelowClaim() || blame.guilty().isEmpty() || !few || back < RESTORED) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("baseline", Causes.text(blame.baseline()));
        evidence.put("tensors", Causes.names(blame.guilty()));
        evidence.put("tensorsThatDiffer", blame.differing());
        evidence.put("baselineReaches", blame.good());
        evidence.put("measuredThere", blame.bad());
        evidence.put("withTheseFromTheBaseline", blame.restored());
        evidence.put("runs", blame.runs());
        return Optional.of(Causes.finding(
                Cause.TENSOR_BLAME,
                Severity.ERROR,
                blame.guilty().size() == 1 ? "One tensor is damaged" : "A few tensors are damaged",
                "With " + Causes.some(blame.guilty()) + " taken from the baseline " + Causes.text(blame.baseline())
                        + " the model reaches " + number(blame.restored()) + " in place of " + number(blame.bad())
                        + ", where the baseline reaches " + number(blame.good()) + ". " + blame.differing()
                        + (blame.differing() == 1 ? " tensor differs" : " tensors differ") + " in all.",
                evidence,
                Math.max(0, Math.min(1, back))));
    }
}
