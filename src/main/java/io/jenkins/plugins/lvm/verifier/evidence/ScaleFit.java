package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.diagnosis.ScaleFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt.Share;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fits the scale of the positional component to the claim, on a sample of the rows. Scales spread evenly over their logarithm are run on
 * half of it; then, on all of it, more of them between the two neighbours that have the claim between them, else around the one that
 * comes nearest; at last those at which a line through both meets the claim. A scale is one number, so that few runs find it.
 */
final class ScaleFit {
    private static final int ROWS = 128;
    private static final Share HALF = new Share(0, 2);
    private static final double SMALLEST = 0.005;
    private static final double LARGEST = 5;
    private static final int SPREAD = 16;
    private static final int BETWEEN = 6;
    private static final int ROUNDS = 2;
    private static final int LINES = 2;
    /** The claim is met if it is met so nearly. */
    private static final double MET = 1e-3;

    private final Gathering from;
    private final FittingDefinition judging;
    private final RowExcerpt excerpt;
    private final double gap;

    private ScaleFit(Gathering from, double gap) {
        this.from = from;
        this.judging = from.subject().selection().judging();
        this.excerpt = RowExcerpt.of(
                from.data(),
                from.subject().split().rows(),
                ROWS,
                from.running().batchSize(),
                from.running().progress());
        this.gap = gap;
    }

    /**
     * A scale that was run.
     *
     * @param off by how much the model is above the claim with it
     */
    private record Tried(double scale, double off) {
        double distance() {
            return Math.abs(off);
        }
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
        List<Tried> tried = run(spread(SMALLEST, LARGEST, SPREAD), HALF);
        for (int round = 0; round < ROUNDS; round++) {
            tried = run(spread(low(tried).scale(), high(tried).scale(), BETWEEN), Share.ALL);
        }
        Tried low = low(tried);
        Tried high = high(tried);
        for (int line = 0; line < LINES && low.off() * high.off() < 0; line++) {
            double scale = low.scale() + (high.scale() - low.scale()) * low.off() / (low.off() - high.off());
            Tried between = run(new double[] {scale}, Share.ALL).get(0);
            if (low.off() * between.off() < 0) {
                high = between;
            } else {
                low = between;
            }
        }
        Tried best = nearest(List.of(low, high, nearest(tried)));
        return best.distance() <= MET
                ? Optional.of(new ScaleFacts(used, best.scale(), excerpt.size()))
                : Optional.empty();
    }

    /** Lower end of where the claim is met, if anywhere. */
    private static Tried low(List<Tried> tried) {
        int crossing = crossing(tried);
        return tried.get(crossing >= 0 ? crossing : Math.max(0, tried.indexOf(nearest(tried)) - 1));
    }

    /** Upper end of it. */
    private static Tried high(List<Tried> tried) {
        int crossing = crossing(tried);
        return tried.get(
                crossing >= 0 ? crossing + 1 : Math.min(tried.size() - 1, tried.indexOf(nearest(tried)) + 1));
    }

    /** The first of the two neighbours that have the claim between them, those that come nearest; below 0 if none have. */
    private static int crossing(List<Tried> tried) {
        return IntStream.range(0, tried.size() - 1)
                .filter(i -> tried.get(i).off() * tried.get(i + 1).off() <= 0)
                .boxed()
                .min(Comparator.comparingDouble(
                        i -> Math.min(tried.get(i).distance(), tried.get(i + 1).distance())))
                .orElse(-1);
    }

    private static Tried nearest(List<Tried> tried) {
        return tried.stream().min(Comparator.comparingDouble(Tried::distance)).orElseThrow();
    }

    private static double[] spread(double low, double high, int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> low * Math.pow(high / low, (double) i / (count - 1)))
                .toArray();
    }

    /** What scales change on the very rows of the share, added to what all rows give. */
    private List<Tried> run(double[] scales, Share share) {
        OpenCheckpoint subject = from.subject();
        double measured = CosineStatistics.sampleMean(
                from.seen().pass().scores(judging, excerpt.rows(share)).cosines());
        try (ComparedVectors compared =
                subject.compared(from.data().sequences(), from.running().device())) {
            double[][] cosines = excerpt.cosines(
                    Arrays.stream(scales).mapToObj(judging::withPositionalScale).toList(),
                    subject.weights(),
                    from.running().device(),
                    from.running().batchSize(),
                    share,
                    compared);
            return IntStream.range(0, scales.length)
                    .mapToObj(i -> new Tried(scales[i], CosineStatistics.sampleMean(cosines[i]) - measured + gap))
                    .toList();
        }
    }
}
