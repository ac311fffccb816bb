package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.DropoutFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.DropoutFacts.Drawn;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.TrainingRuns;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.TrainingPass;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/** Runs the model with the dropout that its checkpoint records, for some seeds and on a bounded number of rows. */
final class DropoutRuns {
    /** Together with the seeds half as many rows as a verification of 60,000 sequences reads. */
    private static final int MOST_ROWS = 375;

    private static final int SEEDS = 8;
    /** Errors of one run's mean: four spreads of at most two each, and four for that run itself. */
    private static final double ERRORS = 4 * 2 + 4;

    private DropoutRuns() {}

    static Optional<DropoutFacts> gather(Gathering from) {
        OpenCheckpoint subject = from.subject();
        FittingDefinition judging = subject.selection().judging();
        double rate = recorded(subject.checkpoint());
        if (!Reruns.isWanted(from) || !(rate > 0 && rate < 1) || !TrainingPass.knows(judging)) {
            return Optional.empty();
        }
        from.running()
                .progress()
                .note("running the model with its dropout of " + rate + ", " + SEEDS + " times if one tells nothing");
        ValidationRows all = subject.split().rows();
        ValidationRows rows = all.limit(MOST_ROWS);
        TrainingRuns training = new TrainingRuns(
                from.data(),
                rows,
                from.running().device(),
                from.running().batchSize(),
                from.running().progress());
        List<DefinitionScores> runs = new ArrayList<>(training.of(judging, subject.weights(), rate, 0, 1));
        if (isRuledOut(from, runs.get(0).cosines(), rows)) {
            return Optional.empty();
        }
        runs.addAll(training.of(judging, subject.weights(), rate, 1, SEEDS));
        DefinitionScores whole = from.seen().pass().scores(judging, all);
        DefinitionScores sample = from.seen().pass().scores(judging, rows);
        double share = (double) rows.size() / all.size();
        int batch = subject.batch();
        boolean batchMeans = subject.kind() == MeanKind.BATCH_MEAN;
        return Optional.of(new DropoutFacts(
                rate,
                share,
                new Sample(
                                runs.stream().map(DefinitionScores::cosines).toList(),
                                sample.cosines(),
                                whole.cosines(),
                                share)
                        .drawn(values -> batchMeans
                                ? CosineStatistics.batchMean(values, batch)
                                : CosineStatistics.sampleMean(values)),
                new Sample(
                                runs.stream()
                                        .map(DefinitionScores::squaredErrors)
                                        .toList(),
                                sample.squaredErrors(),
                                whole.squaredErrors(),
                                share)
                        .drawn(values -> CosineStatistics.batchMean(values, batch)),
                StatedLoss.of(subject.checkpoint())));
    }

    /**
     * Whether one run tells that the claim lies further from the mean of all than the four spreads that the finding asks for. Rows are dropped
     * out of independently of each other, so that seeds differ by no more than means of so many rows do: eight of them show a spread of at most
     * two standard errors of this run's mean (99.9 % of chi-squared), and it lies within four of the mean of all.
     */
    private static boolean isRuledOut(Gathering from, double[] run, ValidationRows rows) {
        Gap gap = from.gap();
        double[] still = from.seen()
                .pass()
                .scores(from.subject().selection().judging(), rows)
                .cosines();
        double[] changes = new double[run.length];
        Arrays.setAll(changes, row -> run[row] - still[row]);
        double error = Math.sqrt(StatUtils.variance(changes) / changes.length);
        return gap != null && Math.abs(gap.size() + StatUtils.mean(changes)) > ERRORS * error + gap.tolerance();
    }

    /**
     * Values of rows.
     *
     * @param runs in training mode, of the rows run, for each seed
     * @param still in evaluation mode, of the same rows
     * @param whole in evaluation mode, of all rows
     * @param share of the rows that were run, 0..1
     */
    private record Sample(List<double[]> runs, double[] still, double[] whole, double share) {

        /** What the whole would give, by what the sample does. */
        Drawn drawn(ToDoubleFunction<double[]> mean) {
            double offset = mean.applyAsDouble(whole) - mean.applyAsDouble(still);
            return new Drawn(
                    mean.applyAsDouble(whole),
                    runs.stream().map(run -> offset + mean.applyAsDouble(run)).toList(),
                    samplingError());
        }

        private double samplingError() {
            double[] changes = new double[still.length];
            for (int row = 0; row < changes.length; row++) {
                for (double[] run : runs) {
                    changes[row] += (run[row] - still[row]) / runs.size();
                }
            }
            return share == 1 ? 0 : Math.sqrt(StatUtils.variance(changes) / changes.length * (1 - share));
        }
    }

    private static double recorded(Checkpoint checkpoint) {
        for (Map<String, Object> holder : Arrays.asList(checkpoint.modelConfig(), checkpoint.args())) {
            if (holder.get("dropout") instanceof Number number) {
                return number.doubleValue();
            }
        }
        return 0;
    }
}
