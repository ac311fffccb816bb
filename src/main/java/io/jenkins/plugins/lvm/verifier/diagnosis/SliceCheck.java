package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.jspecify.annotations.Nullable;

/**
 * Whether the model is broken on some rows only: on some articles, or on rows of some norm or coherence.
 *
 * <p>Looked at is by how much it beats the mean of the context, row by row: what makes a row hard cancels out. Articles are the units,
 * as rows of one depend on each other. An article is held against the spread of all others, quintiles of a trait against the rest of
 * their own articles. Of so many tests some miss by chance: the false discovery rate is kept at 5 % (Y. Benjamini, Y. Hochberg,
 * "Controlling the False Discovery Rate", Journal of the Royal Statistical Society B 57 (1995) 289–300), and a slice has to have lost half
 * its skill, too.
 */
final class SliceCheck {
    private static final double FALSE_DISCOVERIES = 0.05;
    private static final double LOST = 0.5;
    private static final int FEWEST_ARTICLES = 5;
    private static final int FEWEST_TO_COMPARE = 10;
    private static final int FEWEST_ROWS = 8;
    private static final int QUINTILES = 5;
    private static final Median MEDIAN = new Median();
    /** Of a normal distribution the standard deviation is this often the median distance from the median. */
    private static final double NORMAL_MAD = 1.4826;

    private final SliceFacts facts;
    private final double[] beats;
    private final TreeMap<Long, int[]> byArticle = new TreeMap<>();
    private final double skill;

    private SliceCheck(SliceFacts facts) {
        this.facts = facts;
        this.beats = IntStream.range(0, facts.cosines().length)
                .mapToDouble(row -> facts.cosines()[row] - facts.naive()[row])
                .toArray();
        IntStream.range(0, beats.length)
                .boxed()
                .collect(Collectors.groupingBy(row -> facts.articles()[row]))
                .forEach((article, rows) -> byArticle.put(
                        article, rows.stream().mapToInt(Integer::intValue).toArray()));
        this.skill = Arrays.stream(facts.cosines()).average().orElse(Double.NaN) - facts.chance();
    }

    /**
     * Rows that belong together.
     *
     * @param article its number; null for a fifth by a trait
     * @param p probability that chance makes it as much worse
     */
    private record Slice(String name, @Nullable Long article, int[] rows, double p) {}

    static Optional<Finding> finding(Facts unused, SliceFacts facts) {
        return new SliceCheck(facts).finding();
    }

    private Optional<Finding> finding() {
        if (byArticle.size() < FEWEST_ARTICLES || !(skill > 0)) {
            return Optional.empty();
        }
        List<Slice> slices = new ArrayList<>();
        double[] means = byArticle.values().stream()
                .filter(rows -> rows.length >= FEWEST_ROWS)
                .mapToDouble(rows -> mean(beats, rows))
                .toArray();
        byArticle.forEach((article, rows) -> {
            if (rows.length >= FEWEST_ROWS && means.length >= FEWEST_TO_COMPARE) {
                slices.add(new Slice("article " + article, article, rows, againstOthers(mean(beats, rows), means)));
            }
        });
        facts.traits().forEach(trait -> addQuintiles(trait, slices));
        List<Slice> broken = discovered(slices).stream()
                .filter(slice -> skillOf(slice.rows()) < LOST * skill)
                .toList();
        if (broken.isEmpty() || broken.size() == slices.size()) {
            return Optional.empty();
        }
        List<String> names = merged(broken);
        int[] rows = broken.stream()
                .flatMapToInt(slice -> Arrays.stream(slice.rows()))
                .distinct()
                .toArray();
        double others = skillOf(complement(rows));
        if (others < GateMetric.SKILL.defaultThreshold()) {
            return Optional.empty(); // It fails on all of them.
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("slices", Causes.names(names));
        evidence.put("slicesTested", slices.size());
        evidence.put("falseDiscoveryRate", FALSE_DISCOVERIES);
        evidence.put("rows", rows.length);
        evidence.put("skill", skillOf(rows));
        evidence.put("skillElsewhere", others);
        return Optional.of(Causes.finding(
                Cause.BROKEN_SLICE,
                Severity.WARNING,
                "The model fails on some rows only",
                "It is broken on " + Causes.some(names) + " only: " + rows.length + " rows with a skill of "
                        + number(skillOf(rows)) + ", against " + number(others) + " elsewhere. Of " + slices.size()
                        + " slices tested, chance alone would have at most 5 % of those named here fail like that. Look at"
                        + " what these rows have in common: how they were encoded, and when.",
                evidence,
                null));
    }

    /**
     * An article against the distribution of all: one-sided, the prediction interval of a normal distribution. Its centre and spread are the
     * median and the median of the distances from it, because other broken articles would hide this one in a standard deviation.
     */
    private double againstOthers(double mean, double[] means) {
        double centre = MEDIAN.evaluate(means);
        double spread = NORMAL_MAD
                * MEDIAN.evaluate(Arrays.stream(means)
                        .map(other -> Math.abs(other - centre))
                        .toArray());
        return oneSided((mean - centre) / (spread * Math.sqrt(1 + 1.0 / means.length)), means.length - 1.0);
    }

    private void addQuintiles(SliceFacts.Trait trait, List<Slice> slices) {
        int[] order = IntStream.range(0, beats.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> trait.values()[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int part = 0; part < QUINTILES; part++) {
            int[] rows =
                    Arrays.copyOfRange(order, part * order.length / QUINTILES, (part + 1) * order.length / QUINTILES);
            boolean[] inside = new boolean[order.length];
            Arrays.stream(rows).forEach(row -> inside[row] = true);
            SummaryStatistics differences = new SummaryStatistics();
            byArticle.values().forEach(all -> {
                int[] in = where(all, row -> inside[row]);
                int[] out = where(all, row -> !inside[row]);
                if (in.length > 0 && out.length > 0) {
                    differences.addValue(mean(beats, in) - mean(beats, out));
                }
            });
            if (rows.length >= FEWEST_ROWS && differences.getN() >= FEWEST_ARTICLES) {
                double error = differences.getStandardDeviation() / Math.sqrt((double) differences.getN());
                slices.add(new Slice(
                        "fifth " + (part + 1) + " by " + trait.name(),
                        null,
                        rows,
                        oneSided(differences.getMean() / error, differences.getN() - 1.0)));
            }
        }
    }

    private static double oneSided(double t, double degrees) {
        return Double.isFinite(t) ? new TDistribution(degrees).cumulativeProbability(t) : 1;
    }

    /** Those that are rejected by the step-up procedure. */
    private static List<Slice> discovered(List<Slice> slices) {
        List<Slice> sorted =
                slices.stream().sorted(Comparator.comparingDouble(Slice::p)).toList();
        int rejected = 0;
        for (int i = 0; i < sorted.size(); i++) {
            rejected = sorted.get(i).p() <= FALSE_DISCOVERIES * (i + 1) / sorted.size() ? i + 1 : rejected;
        }
        return sorted.subList(0, rejected);
    }

    /** Articles that follow each other in one name. */
    private List<String> merged(List<Slice> broken) {
        List<String> names = new ArrayList<>();
        List<Long> articles = broken.stream()
                .map(Slice::article)
                .filter(article -> article != null)
                .sorted()
                .toList();
        for (int i = 0; i < articles.size(); ) {
            int last = i;
            while (last + 1 < articles.size()
                    && articles.get(last + 1).equals(byArticle.higherKey(articles.get(last)))) {
                last++;
            }
            names.add(
                    last == i
                            ? "article " + articles.get(i)
                            : "articles " + articles.get(i) + " to " + articles.get(last));
            i = last + 1;
        }
        broken.stream()
                .filter(slice -> slice.article() == null)
                .map(Slice::name)
                .forEach(names::add);
        return names;
    }

    private double skillOf(int[] rows) {
        return mean(facts.cosines(), rows) - facts.chance();
    }

    private int[] complement(int[] rows) {
        boolean[] inside = new boolean[beats.length];
        Arrays.stream(rows).forEach(row -> inside[row] = true);
        return IntStream.range(0, beats.length).filter(row -> !inside[row]).toArray();
    }

    private static int[] where(int[] rows, IntPredicate wanted) {
        return Arrays.stream(rows).filter(wanted).toArray();
    }

    private static double mean(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).average().orElse(Double.NaN);
    }
}
