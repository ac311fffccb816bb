package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names the tensors whose exchange with those of a good checkpoint restores the metric. */
final class BlameChecks {
    /** Of what was lost, so much has to come back. */
    private static final double RESTORED = 0.8;
    /** Of a single one, which brings far more than any other alone, so much is enough. */
    private static final double RESTORED_ALONE = 0.5;
    /** More tensors than this share is another model, not a damage. */
    private static final double FEW = 0.5;

    private BlameChecks() {}

    static Optional<Finding> finding(Facts facts, BlameFacts blame) {
        List<String> guilty = blame.guilty();
        BlameFacts.Reached reached = blame.reached();
        double needed = guilty.size() == 1 ? RESTORED_ALONE : RESTORED;
        if (!facts.isBelowClaim() || guilty.isEmpty() || !isFew(blame) || reached.share() < needed) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("baseline", Causes.text(blame.baseline()));
        evidence.put("tensors", Causes.names(guilty));
        if (!blame.where().isEmpty()) {
            evidence.put("where", Causes.text(blame.where()));
        }
        evidence.put("tensorsThatDiffer", blame.differing());
        evidence.put("baselineReaches", reached.good());
        evidence.put("measuredThere", reached.bad());
        evidence.put("withTheseFromTheBaseline", reached.restored());
        evidence.put("runs", blame.runs());
        return Optional.of(Causes.finding(
                Cause.TENSOR_BLAME,
                Severity.ERROR,
                guilty.size() > 1
                        ? "A few tensors are damaged"
                        : reached.share() < RESTORED
                                ? "One tensor makes most of the difference"
                                : "One tensor is damaged",
                "With " + Causes.some(guilty) + " taken from the baseline " + Causes.text(blame.baseline())
                        + " the model reaches " + number(reached.restored()) + " in place of " + number(reached.bad())
                        + ", where the baseline reaches " + number(reached.good()) + ". "
                        + (blame.where().isEmpty()
                                ? ""
                                : Causes.text(guilty.get(0)) + " differs in " + Causes.text(blame.where()) + ". ")
                        + (blame.differing() == 1
                                ? "No other tensor differs."
                                : blame.differing() + " of " + blame.all() + " tensors differ."),
                evidence,
                Math.max(0, Math.min(1, reached.share()))));
    }

    /** Few of those that differ, or few differ at all: then the rest is the same bit by bit. */
    private static boolean isFew(BlameFacts blame) {
        int guilty = blame.guilty().size();
        return guilty == 1 || guilty <= FEW * blame.differing() || blame.differing() <= FEW * blame.all();
    }
}
