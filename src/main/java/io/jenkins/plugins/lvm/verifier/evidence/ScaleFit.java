package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.diagnosis.ScaleFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt.Share;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fits the scale of the positional component to the claim, on a sample of the rows: the best of many scales, evenly spread over their
 * logarithm, and then of those around it.
 */
final class ScaleFit {
    private static final int ROWS = 128;
    private static final double SMALLEST = 0.005;
    private static final double LARGEST = 5;
    private static final int TRIED = 31;
    private static final int ROUNDS = 3;
    /** The claim is met if it is met so nearly. */
    private static final double MET = 1e-3;

    private final Gathering from;
    private final FittingDefinition judging;
    private final RowExcerpt excerpt;
    private final double wanted;

    private ScaleFit(Gathering from, double gap) {
        this.from = from;
        this.judging = from.subject().selection().judging();
        this.excerpt = RowExcerpt.of(
                from.data(),
                from.subject().split().rows(),
                ROWS,
                from.running().batchSize(),
                from.running().progress());
        this.wanted = values(List.of(judging))[0] - gap;
    }

    static Optional<ScaleFacts> gather(Gathering from) {
        Claim claim = from.measured().claim();
        Double used = from.subject().selection().judging().positionalScale();
        if (claim == null || used == null || !Reruns.isWanted(from)) {
            return Optional.empty();
        }
        double gap = from.measured().actual().value() - claim.value();
        return Math.abs(gap) <= MET ? Optional.empty() : new ScaleFit(from, gap).fitted(used);
    }

    private Optional<ScaleFacts> fitted(double used) {
        double low = SMALLEST;
        double high = LARGEST;
        double best = used;
        double off = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            double factor = Math.pow(high / low, 1.0 / (TRIED - 1));
            double first = low;
            double[] scales = IntStream.range(0, TRIED)
                    .mapToDouble(i -> first * Math.pow(factor, i))
                    .toArray();
            double[] values = values(
                    Arrays.stream(scales).mapToObj(judging::withPositionalScale).toList());
            for (int i = 0; i < TRIED; i++) {
                if (Math.abs(values[i] - wanted) < off) {
                    off = Math.abs(values[i] - wanted);
                    best = scales[i];
                }
            }
            low = best / factor;
            high = best * factor;
        }
        return off <= MET ? Optional.of(new ScaleFacts(used, best, excerpt.size())) : Optional.empty();
    }

    private double[] values(List<FittingDefinition> definitions) {
        OpenCheckpoint subject = from.subject();
        double[][] cosines = excerpt.cosines(
                definitions,
                subject.weights(),
                from.running().device(),
                from.running().batchSize(),
                Share.ALL);
        return Arrays.stream(cosines).mapToDouble(CosineStatistics::sampleMean).toArray();
    }
}
