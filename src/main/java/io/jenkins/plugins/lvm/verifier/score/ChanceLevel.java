package io.jenkins.plugins.lvm.verifier.score;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * What cosine predictions reach against targets that have nothing to do with them: the mean over all pairs of a prediction and a
 * target of another article. It is not 0, because real vectors share a mean direction.
 *
 * <p>The mean over all pairs is a product of sums, so it costs two vectors of memory however many rows there are, and has none of
 * the noise of one chosen rotation.
 *
 * @see <a href="https://arxiv.org/abs/1909.00512">K. Ethayarajh, How Contextual are Contextualized Word Representations?, EMNLP 2019,
 *     section 3.3: the mean cosine of random pairs is what a similarity is to be held against</a>
 */
public final class ChanceLevel {
    private final double[] allPredictions;
    private final double[] allTargets;
    private final double[] groupPredictions;
    private final double[] groupTargets;
    private long group;
    private long groupRows;
    private long rows;
    private double sameGroupSum;
    private double sameGroupPairs;

    /** @param dimension components of a vector */
    public ChanceLevel(final int dimension) {
        allPredictions = new double[dimension];
        allTargets = new double[dimension];
        groupPredictions = new double[dimension];
        groupTargets = new double[dimension];
    }

    /**
     * Adds rows of one article.
     *
     * @param article number of the article; rows of an article that come apart count as two
     * @param count number of rows
     * @param predictions sum of their unit predictions
     * @param targets sum of their unit targets
     */
    public void add(final long article, final int count, final double[] predictions, final double[] targets) {
        if (article != group || groupRows == 0) {
            closeGroup();
            group = article;
        }
        for (int i = 0; i < predictions.length; i++) {
            groupPredictions[i] += predictions[i];
            groupTargets[i] += targets[i];
            allPredictions[i] += predictions[i];
            allTargets[i] += targets[i];
        }
        groupRows += count;
        rows += count;
    }

    /**
     * The chance level.
     *
     * @return empty where all rows are of one article: pairs within an article are alike for the article's sake, and say nothing of chance
     */
    public OptionalDouble value() {
        closeGroup();
        double pairs = (double) rows * rows;
        return sameGroupPairs < pairs
                ? OptionalDouble.of((dot(allPredictions, allTargets) - sameGroupSum) / (pairs - sameGroupPairs))
                : OptionalDouble.empty();
    }

    private void closeGroup() {
        if (groupRows > 0) {
            sameGroupSum += dot(groupPredictions, groupTargets);
            sameGroupPairs += (double) groupRows * groupRows;
            Arrays.fill(groupPredictions, 0);
            Arrays.fill(groupTargets, 0);
            groupRows = 0;
        }
    }

    private static double dot(final double[] a, final double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
