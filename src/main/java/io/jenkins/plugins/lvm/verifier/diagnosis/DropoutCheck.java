package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.DropoutFacts.Drawn;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a validation that ran in training mode. The claim is one draw of many, so nothing is exact. A claim can lie among them by
 * chance; that the loss beside it does so as well, and is not that of evaluation mode, is what makes it a likely cause, and no more:
 * both numbers of another epoch hang together in the same way.
 */
final class DropoutCheck {
    /** Of Student's distribution with 7 degrees of freedom, 99.5 % lie within so many deviations. */
    private static final double DEVIATIONS = 4;
    /** Losses differ by less in another order of summation, relatively. */
    private static final double SAME_LOSS = 1e-4;

    private DropoutCheck() {}

    static Optional<Finding> finding(Facts facts, DropoutFacts dropout) {
        Gap gap = facts.gap();
        Double loss = dropout.recordedLoss();
        if (gap == null
                || gap.isMetNearly()
                || facts.isExplained()
                || !lies(gap.claim(), dropout.cosine(), dropout.share())
                || (loss != null && isSame(loss, dropout.loss().still()))) {
            return Optional.empty();
        }
        boolean both = loss != null && lies(loss, dropout.loss(), dropout.share());
        double spread = dropout.cosine().spread(dropout.share());
        double mean = dropout.cosine().mean();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("claim", gap.claim());
        evidence.put("measured", gap.actual());
        evidence.put("dropout", dropout.rate());
        evidence.put("inTrainingMode", dropout.cosine().values());
        evidence.put("standardDeviations", (gap.claim() - mean) / spread);
        if (loss != null) {
            evidence.put("recordedLoss", loss);
            evidence.put("lossInEvaluationMode", dropout.loss().still());
            evidence.put("lossInTrainingMode", dropout.loss().mean());
        }
        return Optional.of(Causes.finding(
                Cause.DROPOUT_ON,
                both ? Severity.WARNING : Severity.INFO,
                "The claim could have been taken in training mode",
                String.format(
                        Locale.ROOT,
                        "With the recorded dropout of %s switched on, as before model.eval(), the model reaches %s in the mean of %d"
                                + " seeds, and one seed lies within %s of that; the claim is %s, and in evaluation mode it is %s. %s",
                        dropout.rate(),
                        number(mean),
                        dropout.cosine().values().size(),
                        number(DEVIATIONS * spread),
                        number(gap.claim()),
                        number(gap.actual()),
                        both
                                ? "The loss beside the claim is one of training mode, too, and not that of evaluation mode. Claim and loss"
                                        + " of another epoch could lie there as well."
                                : "A claim of another origin would lie there by accident in a few of 100 cases, so this proves nothing."),
                evidence,
                null));
    }

    /** Whether a number is one of those that training mode gives, and not that of evaluation mode. */
    private static boolean lies(double number, Drawn drawn, double share) {
        double reach = DEVIATIONS * drawn.spread(share);
        return Math.abs(number - drawn.mean()) <= reach && Math.abs(drawn.still() - drawn.mean()) > reach;
    }

    private static boolean isSame(double recorded, double loss) {
        return Math.abs(recorded - loss) <= SAME_LOSS * Math.abs(loss);
    }
}
