package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.diagnosis.ScaleFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt.Share;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Fits the scale of the positional component to the claim. What the usual scales give is known from the search for alternatives; between the
 * two neighbours that have the claim between them, else around the one that comes nearest, few more are run on a sample of the rows: the next
 * one is where a line through two meets the claim, or a parabola through three comes nearest. A scale is one number, so that this finds it.
 */
final class ScaleFit {
    private static final int ROWS = 128;
    private static final double SMALLEST = 0.005;
    private static final double LARGEST = 5;
    /** A model that does not read its position has no more than one number for all scales. */
    private static final int FEWEST = 3;

    private static final int SPREAD = 5;
    private static final int MORE = 8;
    /** The claim is met if it is met so nearly. */
    private static final double MET = 1e-3;
    /** Logarithms of scales that are not worth a run each. */
    private static final double SAME = 0.002;

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

        double log() {
            return Math.log(scale);
        }
    }

    /** @param trials what was measured or estimated with other scales, among all other numbers */
    static Optional<ScaleFacts> gather(Gathering from, List<Trial> trials) {
        Claim claim = from.measured().claim();
        Double used = from.subject().selection().judging().positionalScale();
        if (claim == null || used == null || !Reruns.isWanted(from)) {
            return Optional.empty();
        }
        double gap = from.measured().actual().value() - claim.value();
        SortedMap<Double, Tried> known = new TreeMap<>();
        trials.stream()
                .filter(trial -> trial.isOfScaleAlone() && trial.scale() != null && trial.scale() >= SMALLEST)
                .map(trial -> new Tried(Objects.requireNonNull(trial.scale()), trial.value() - claim.value()))
                .forEach(tried -> known.put(tried.scale(), tried));
        if (Math.abs(gap) <= MET || known.size() < FEWEST) {
            return Optional.empty();
        }
        ScaleFit fit = new ScaleFit(from, gap);
        known.put(used, new Tried(used, gap));
        fit.run(SMALLEST, LARGEST).forEach(tried -> known.put(tried.scale(), tried));
        return fit.fitted(used, List.copyOf(known.values()));
    }

    private Optional<ScaleFacts> fitted(double used, List<Tried> known) {
        // By other rows than these it may be one further on.
        List<Tried> tried = new ArrayList<>(run(spread(low(known, 1), high(known, 1))));
        for (int more = 0; more < MORE && nearest(tried).distance() > MET / 4; more++) {
            tried.addAll(run(Math.exp(next(tried))));
            tried.sort(Comparator.comparingDouble(Tried::scale));
        }
        Tried best = nearest(tried);
        return best.distance() <= MET
                ? Optional.of(new ScaleFacts(used, best.scale(), excerpt.size()))
                : Optional.empty();
    }

    /** Logarithm of the scale to run next. */
    private static double next(List<Tried> tried) {
        int crossing = crossing(tried);
        if (crossing >= 0) {
            Tried low = tried.get(crossing);
            Tried high = tried.get(crossing + 1);
            return low.log() + (high.log() - low.log()) * low.off() / (low.off() - high.off());
        }
        int at = Math.min(Math.max(1, tried.indexOf(nearest(tried))), tried.size() - 2);
        Tried low = tried.get(at - 1);
        Tried middle = tried.get(at);
        Tried high = tried.get(at + 1);
        double below = (middle.log() - low.log()) * (middle.off() - high.off());
        double above = (middle.log() - high.log()) * (middle.off() - low.off());
        double vertex = middle.log()
                - ((middle.log() - low.log()) * below - (middle.log() - high.log()) * above) / (2 * (below - above));
        boolean inside = vertex > low.log() && vertex < high.log() && Math.abs(vertex - middle.log()) > SAME;
        Tried nearer = low.distance() < high.distance() ? low : high;
        return inside ? vertex : (middle.log() + nearer.log()) / 2;
    }

    /**
     * Lower end of where the claim is met, if anywhere.
     *
     * @param further scales below it
     */
    private static double low(List<Tried> tried, int further) {
        int crossing = crossing(tried);
        int at = crossing >= 0 ? crossing : tried.indexOf(nearest(tried)) - 1;
        return tried.get(Math.max(0, at - further)).scale();
    }

    /**
     * Upper end of it.
     *
     * @param further scales above it
     */
    private static double high(List<Tried> tried, int further) {
        int crossing = crossing(tried);
        int at = 1 + (crossing >= 0 ? crossing : tried.indexOf(nearest(tried)));
        return tried.get(Math.min(tried.size() - 1, at + further)).scale();
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

    private static double[] spread(double low, double high) {
        return IntStream.range(0, SPREAD)
                .mapToDouble(i -> low * Math.pow(high / low, (double) i / (SPREAD - 1)))
                .toArray();
    }

    /** What scales change on the rows of the sample, added to what all rows give. */
    private List<Tried> run(double... scales) {
        OpenCheckpoint subject = from.subject();
        double measured = CosineStatistics.sampleMean(
                from.seen().pass().scores(judging, excerpt.rows(Share.ALL)).cosines());
        try (ComparedVectors compared =
                subject.compared(from.data().sequences(), from.running().device())) {
            double[][] cosines = excerpt.cosines(
                    Arrays.stream(scales).mapToObj(judging::withPositionalScale).toList(),
                    subject.weights(),
                    from.running().device(),
                    from.running().batchSize(),
                    Share.ALL,
                    compared);
            return IntStream.range(0, scales.length)
                    .mapToObj(i -> new Tried(scales[i], CosineStatistics.sampleMean(cosines[i]) - measured + gap))
                    .toList();
        }
    }
}
