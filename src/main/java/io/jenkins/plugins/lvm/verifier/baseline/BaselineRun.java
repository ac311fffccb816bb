package io.jenkins.plugins.lvm.verifier.baseline;

import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricScores;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.metric.Direction;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.score.PairedDifference;
import io.jenkins.plugins.lvm.verifier.selfcheck.WatchedDefinition;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** An earlier checkpoint that one is held against: a file that is measured in the same pass, or a stored verification. */
public interface BaselineRun extends AutoCloseable {

    /** What is run beside the checkpoint on each of its rows; null if the baseline was measured before. */
    @Nullable
    ForwardPass forward();

    /**
     * What has to watch it in the pass over some rows; null if there is nothing to be run.
     *
     * @param cpu where float64 is computed
     */
    @Nullable
    WatchedDefinition watched(ValidationRows rows, TorchDevice cpu);

    /** What its claim compares; null if there is nothing to be run. */
    @Nullable
    ComparedVectors compared();

    /** The mean cosine of an earlier verification; empty where the baseline is measured in this one. */
    OptionalDouble storedMean();

    /**
     * Holds the checkpoint against the baseline, once the pass is over.
     *
     * @throws VerifierException if the baseline was measured by another metric
     */
    Baseline compare(Ours ours);

    /**
     * What the checkpoint reached.
     *
     * @param pass that ran {@link #forward()} too; null where there was none to run
     * @param scores of the checkpoint on its rows
     * @param metric what another metric than the cosine says; null of the cosine
     */
    record Ours(
            @Nullable ValidationPass pass,
            DefinitionScores scores,
            Actual actual,
            ValidationRows rows,
            @Nullable OfMetric metric) {}

    /**
     * What a metric other than the cosine says.
     *
     * @param measured of the checkpoint
     * @param scores the rows that it is of
     * @param theirs those of a baseline that was measured in the same pass; null where it was measured before
     * @param theirMeasured the number of these
     */
    record OfMetric(
            Measured measured, MetricScores scores, @Nullable MetricScores theirs, @Nullable Measured theirMeasured) {}

    /** What its claim's cosine is taken between; null if that is not known. */
    @Nullable
    Space space();

    /** What the baseline records of its training; null if that is not known. */
    @Nullable
    Configuration configuration();

    /** Statistics of the data that the baseline was verified on; null if it is the same, or not known. */
    @Nullable
    DataProfile dataProfile();

    @Override
    void close();

    /**
     * The difference row by row.
     *
     * @param clusters article of each row; null where the data names none
     */
    static Difference paired(double[] ours, double[] theirs, int @Nullable [] clusters) {
        return of(PairedDifference.of(ours, theirs, clusters));
    }

    /** As the report has it. */
    static Difference of(PairedDifference difference) {
        return new Difference(
                difference.mean(),
                Measurement.number(difference.standardError()),
                difference.clustered() ? "CLUSTERED_BY_ARTICLE" : "INDEPENDENT",
                Measurement.number(difference.low()),
                Measurement.number(difference.high()),
                difference.better(),
                difference.worse());
    }

    /** The difference of two means that were taken on different rows. */
    static Difference unpaired(Actual ours, Actual theirs) {
        return unpaired(ours.sampleMean() - theirs.sampleMean(), ours.standardError(), theirs.standardError());
    }

    /** The difference of two numbers of a metric that were taken on different rows. */
    static Difference unpaired(Measured ours, Measured theirs) {
        Direction direction = ours.entry().direction();
        return unpaired(
                direction.oriented(ours.sampleMean()) - direction.oriented(theirs.sampleMean()),
                ours.standardError(),
                theirs.standardError());
    }

    private static Difference unpaired(double mean, @Nullable Double ourError, @Nullable Double theirError) {
        if (ourError == null || theirError == null) {
            return new Difference(mean, null, "UNPAIRED", null, null, null, null);
        }
        double error = Math.hypot(ourError, theirError);
        double reach = PairedDifference.reach(error);
        return new Difference(mean, error, "UNPAIRED", mean - reach, mean + reach, null, null);
    }
}
