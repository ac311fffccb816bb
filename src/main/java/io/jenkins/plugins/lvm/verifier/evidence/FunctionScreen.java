package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out on a sample which of many functions could have made the claim at all: a run over all rows for each of some 40 would take as
 * long as 40 verifications.
 *
 * <p>What a function would change is estimated by its differences to what was measured on the same rows: what makes a row hard cancels
 * out. The sample is of the very rows whose mean is asked for, so its error is that of sampling without replacement from a finite
 * population (W. G. Cochran, "Sampling Techniques", 1977, section 2.6), whatever rows have in common. What is further from the claim
 * than that error's 99.99 % is ruled out; the others are tried on four times as many rows, and those that are left at last on all.
 */
final class FunctionScreen {
    private static final int[] SAMPLES = {64, 256, 1024};
    private static final double CONFIDENCE = 0.9999;
    /** What comes so near the claim is measured on all rows: a finding may speak of it. */
    private static final double NEAR = 2e-4;
    /** Rows whose cosines differ by less were predicted by the same function: sums of float32 in another order. */
    private static final double SAME = 1e-6;

    private final OpenCheckpoint subject;
    private final Gap gap;
    private final ValidationPass measured;
    private final RowExcerpt excerpt;
    private final Running running;

    /** @param measured the pass over the rows used */
    FunctionScreen(EvaluationData data, OpenCheckpoint subject, Gap gap, ValidationPass measured, Running running) {
        this.subject = subject;
        this.gap = gap;
        this.measured = measured;
        this.running = running;
        this.excerpt = RowExcerpt.of(
                data, subject.split().rows(), SAMPLES[SAMPLES.length - 1], running.batchSize(), running.progress());
    }

    /**
     * What is left.
     *
     * @param open functions that could have made the claim
     * @param ruledOut what the others would give, as far as the sample says
     */
    record Screened(List<FunctionRun> open, List<Trial> ruledOut) {}

    /** A function's differences to the judging one on some rows. */
    private record Sampled(FunctionRun run, double[] differences) {
        double mean() {
            return Arrays.stream(differences).average().orElse(0);
        }

        double deviation() {
            double mean = mean();
            return Math.sqrt(Arrays.stream(differences)
                            .map(difference -> (difference - mean) * (difference - mean))
                            .sum()
                    / Math.max(1, differences.length - 1));
        }
    }

    /** Rules out what can be; functions that give the same on these rows as another, or as what was measured, are left out altogether. */
    Screened screen(List<FunctionRun> candidates, String statistic) {
        List<FunctionRun> open = candidates;
        List<Trial> ruledOut = new ArrayList<>();
        boolean first = true;
        for (int sample : SAMPLES) {
            int stride = Math.max(1, excerpt.size() / sample);
            if (open.isEmpty() || (!first && 2 * sample > rows())) {
                break;
            }
            List<Sampled> sampled = sampled(open, stride);
            if (first) {
                sampled = distinct(sampled);
                first = false;
            }
            open = new ArrayList<>();
            for (Sampled one : sampled) {
                if (couldBeTheClaim(one)) {
                    open.add(one.run());
                } else {
                    ruledOut.add(trial(one, statistic));
                }
            }
        }
        return new Screened(open, ruledOut);
    }

    private int rows() {
        return subject.split().rows().size();
    }

    private List<Sampled> sampled(List<FunctionRun> runs, int stride) {
        List<FittingDefinition> definitions =
                runs.stream().map(FunctionRun::definition).toList();
        double[] judging = measured.scores(subject.selection().judging(), excerpt.every(stride))
                .cosines();
        double[][] cosines =
                excerpt.cosines(definitions, subject.weights(), running.device(), running.batchSize(), stride);
        List<Sampled> sampled = new ArrayList<>();
        for (int i = 0; i < cosines.length; i++) {
            double[] differences = cosines[i];
            for (int row = 0; row < differences.length; row++) {
                differences[row] -= judging[row];
            }
            sampled.add(new Sampled(runs.get(i), differences));
        }
        return sampled;
    }

    private static List<Sampled> distinct(List<Sampled> sampled) {
        List<Sampled> distinct = new ArrayList<>();
        for (Sampled one : sampled) {
            if (!isSame(one.differences(), new double[one.differences().length])
                    && distinct.stream().noneMatch(other -> isSame(one.differences(), other.differences()))) {
                distinct.add(one);
            }
        }
        return distinct;
    }

    private static boolean isSame(double[] one, double[] other) {
        for (int row = 0; row < one.length; row++) {
            // Not the other way round: a prediction that is not finite is the same as none.
            if (!(Math.abs(one[row] - other[row]) <= SAME)) {
                return false;
            }
        }
        return true;
    }

    private boolean couldBeTheClaim(Sampled one) {
        double off = Math.abs(gap.actual() + one.mean() - gap.claim());
        int sample = one.differences().length;
        double error = one.deviation() / Math.sqrt(sample) * Math.sqrt(1 - (double) sample / rows());
        double reach = CosineStatistics.reach(error, sample, CONFIDENCE);
        return !(off > Math.max(NEAR, gap.tolerance()) + shortBatch(one) + (Double.isNaN(reach) ? 2 : reach));
    }

    /** How much a short last batch can weigh, which counts in the claim as much as a full one: four standard deviations of one row. */
    private double shortBatch(Sampled one) {
        int batches = (rows() + subject.batch() - 1) / subject.batch();
        return subject.kind() == MeanKind.BATCH_MEAN && rows() % subject.batch() > 0
                ? 4 * one.deviation() / Math.sqrt(rows() % subject.batch()) / batches
                : 0;
    }

    private Trial trial(Sampled one, String statistic) {
        FittingDefinition definition = one.run().definition();
        return new Trial(
                one.run().changed(),
                definition.name(),
                definition.positionalScale(),
                subject.split().label(),
                statistic + " of a sample",
                gap.actual() + one.mean());
    }
}
