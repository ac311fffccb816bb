package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.NaivePredictors;
import io.jenkins.plugins.lvm.verifier.diagnosis.SpaceFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.MeanDirections;
import java.util.Objects;
import java.util.Optional;

/** Holds the common direction of the predictions against that of the targets. */
final class SpaceComparison {
    private SpaceComparison() {}

    static Optional<SpaceFacts> gather(Gathering from) {
        Actual actual = from.measured().actual();
        NaivePredictors naive =
                Objects.requireNonNull(from.measured().naivePredictors(), "Every pass measures the naive predictors.");
        return from.seen()
                .observer(MeanDirections.class)
                .map(means -> new SpaceFacts(
                        means.cosine(),
                        means.absoluteCosine(),
                        means.predictionLength(),
                        means.targetLength(),
                        naive.copyLast(),
                        actual.skill() == null ? Double.NaN : actual.sampleMean() - actual.skill()));
    }
}
