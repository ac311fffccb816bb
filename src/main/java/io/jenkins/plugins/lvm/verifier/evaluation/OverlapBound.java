package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Overlap;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.trainer.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures whether overlap with training can explain a value above the claim. Whatever a trainer held out was a share of all rows, and
 * no share has a lower mean than the rows with the lowest cosines: a claim below that was not measured on these rows with this function.
 */
public final class OverlapBound {
    /** Enough for the mean of the lowest of them; more would only cost time. */
    private static final int MOST_ROWS = 20_000;
    /** A short last batch weighs as much as a full one, so that a trainer's mean is one over fewer rows than it held out. */
    private static final double EFFECTIVE = 0.75;
    /** What trainers hold out at least, where nobody knows which one it was. */
    private static final double SMALLEST_SHARE = 0.05;

    private static final double STANDARD_ERRORS = 3;

    private OverlapBound() {}

    /** Measures it where the value is above the claim by more than a gate allows; empty elsewhere, and where nothing overlaps. */
    public static Optional<Overlap> measure(
            OpenCheckpoint subject,
            double actual,
            EvaluationData data,
            TorchDevice device,
            int batchSize,
            Progress progress) {
        Claim claim = subject.claim();
        Split split = subject.split().description();
        if (claim == null
                || !claim.supported()
                || split.reproducible()
                || split.isSanity()
                || actual - claim.value() <= GateMetric.GAP_ABOVE.defaultThreshold()) {
            return Optional.empty();
        }
        progress.note("above the claim: measuring what a share of all rows can reach");
        ValidationRows rows = Splits.all(data.sequences().sequences()).limit(MOST_ROWS);
        double[] cosines = new ChangedRuns(data, rows, device, batchSize, progress)
                .inSpaceOf(
                        subject,
                        List.of(new ChangedRuns.Run(
                                subject.selection().judging(), subject.weights(), Contexts.AS_THEY_ARE)))
                .get(0)
                .cosines();
        return Optional.of(
                of(cosines, share(subject), rows.size() < data.sequences().sequences()));
    }

    private static double share(OpenCheckpoint subject) {
        double held = subject.convention().split().validationFraction();
        boolean known = subject.convention().trainer() != Trainer.UNKNOWN && held < 1;
        return EFFECTIVE * (known ? held : SMALLEST_SHARE);
    }

    /** @param sample whether there are more rows than these */
    static Overlap of(double[] cosines, double share, boolean sample) {
        double[] sorted = cosines.clone();
        Arrays.sort(sorted);
        int count = Math.max(1, (int) (share * sorted.length));
        double[] tail = Arrays.copyOf(sorted, count);
        double lowest = Arrays.stream(tail).average().orElseThrow();
        if (sample) {
            double squares = Arrays.stream(tail)
                    .map(cosine -> (cosine - lowest) * (cosine - lowest))
                    .sum();
            double error = Math.sqrt(squares / Math.max(1, count - 1) / count);
            return new Overlap(sorted.length, mean(sorted), share, Math.max(-1, lowest - STANDARD_ERRORS * error));
        }
        return new Overlap(sorted.length, mean(sorted), share, lowest);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
