package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.diagnosis.SpaceFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.MeanDirections;
import java.util.Optional;

/** Holds the common direction of the predictions against that of the targets. */
final class SpaceComparison {
    private SpaceComparison() {}

    static Optional<SpaceFacts> gather(Gathering from) {
        Actual actual = from.measured().actual();
        return from.seen()
                .observer(MeanDirections.class)
                .map(means -> new SpaceFacts(
                        means.cosine(),
                        means.absoluteCosine(),
                        means.predictionLength(),
                        means.targetLength(),
                        from.measured().naivePredictors().copyLast(),
                        actual.skill() == null ? Double.NaN : actual.sampleMean() - actual.skill()));
    }
}
