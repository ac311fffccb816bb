package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalRanks.Ties;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a metric keeps of each row of a pass: two numbers a row. */
public final class MetricRows {
    private final Metric metric;
    private final int dimension;
    private final Partners partners;
    private final double[] values;
    private final double[] others;

    /**
     * Few targets that every prediction is held against as well, to see what chance gives.
     *
     * @param targets row-major [rows, dimension]
     * @param groups article of each
     */
    public record Partners(float[] targets, long[] groups) {
        /** So many give the mean over all to about a tenth of a row's own spread. */
        public static final int MOST = 64;

        /** None. */
        public static final Partners NONE = new Partners(new float[0], new long[0]);

        /** Which of some rows to take: evenly spread, and no more than {@link #MOST}. */
        public static int[] places(int rows) {
            int count = Math.min(MOST, rows);
            int[] places = new int[count];
            Arrays.setAll(places, i -> (int) ((long) i * rows / count));
            return places;
        }
    }

    /** @param rows how many there will be */
    public MetricRows(Metric metric, int rows, int dimension, Partners partners) {
        this.metric = metric;
        this.dimension = dimension;
        this.partners = partners;
        this.values = new double[rows];
        this.others = new double[rows];
        Arrays.fill(others, Double.NaN);
    }

    /**
     * Takes rows.
     *
     * @param predictions row-major [count, dimension], as they are compared
     * @param targets the same
     * @param place of the first row
     * @param groups article of each row
     * @throws VerifierException if one is nothing that the metric knows
     */
    public void add(float[] predictions, float[] targets, int count, int place, long[] groups) {
        if (!(metric.rows() instanceof Rows.OfVectors vectors)) {
            return;
        }
        for (int row = 0; row < count; row++) {
            int at = row * dimension;
            values[place + row] = vectors.formula().of(predictions, at, targets, at, dimension);
            if (Double.isNaN(values[place + row])) {
                throw VerifierException.unreadable(
                        "A row has " + predictions[at] + " as its prediction and " + targets[at]
                                + " as its target, which are not both numbers of classes, as " + metric.name()
                                + " needs them of vectors of one component.",
                        "Give a component for each class, or the classes' numbers.");
            }
            others[place + row] = other(vectors.formula(), predictions, at, groups[row]);
        }
    }

    private double other(Rows.Formula formula, float[] predictions, int at, long group) {
        double sum = 0;
        int count = 0;
        for (int partner = 0; partner < partners.groups().length; partner++) {
            if (partners.groups()[partner] != group) {
                sum += formula.of(predictions, at, partners.targets(), partner * dimension, dimension);
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /**
     * What is kept of the rows.
     *
     * @param places place of each row, in evaluation order
     * @param ranks in the order of the pass, where the metric is of ranks; else null
     */
    public MetricScores scores(int[] places, @Nullable RetrievalRanks ranks) {
        double[] found = ranks != null && metric.rows() instanceof Rows.OfRanks rule ? of(rule, ranks) : values;
        return new MetricScores(metric, at(places, found), at(places, others), ranks == null ? 0 : ranks.candidates());
    }

    private static double[] at(int[] places, double[] values) {
        return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
    }

    private static double[] of(Rows.OfRanks rule, RetrievalRanks ranks) {
        return rule.reciprocal()
                ? ranks.reciprocal(rule.cutoff(), Ties.EXPECTED)
                : ranks.hits(rule.cutoff(), Ties.EXPECTED);
    }
}
