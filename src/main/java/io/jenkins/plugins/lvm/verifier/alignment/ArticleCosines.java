package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.score.Vectors;
import org.jspecify.annotations.Nullable;

/** Cosines of a batch's predictions with all vectors of their articles, each worked out once for all tests that look at it. */
final class ArticleCosines {
    private final int[] rows;
    private final float[] predictions;
    private final PlacedRows placed;
    private final ArticleVectors articles;
    private final int dimension;
    private final double[] @Nullable [] cosines;

    /**
     * @param rows rows of the data, one for each prediction
     * @param predictions row-major unit vectors
     */
    ArticleCosines(
            final int[] rows,
            final float[] predictions,
            final PlacedRows placed,
            final ArticleVectors articles,
            final int dimension) {
        this.rows = rows;
        this.predictions = predictions;
        this.placed = placed;
        this.articles = articles;
        this.dimension = dimension;
        cosines = new double[rows.length][];
    }

    /** Rows of the data, in the order of the predictions. */
    int[] rows() {
        return rows;
    }

    /** The cosine of one prediction with each vector of its row's article, in the article's order; kept. */
    double[] of(final int prediction) {
        if (cosines[prediction] == null) {
            final float[] article = articles.article(placed.article(rows[prediction]));
            final double[] found = new double[article.length / dimension];
            for (int i = 0; i < found.length; i++) {
                found[i] = Vectors.dot(predictions, prediction * dimension, article, i * dimension, dimension);
            }
            cosines[prediction] = found;
        }
        return cosines[prediction];
    }
}
