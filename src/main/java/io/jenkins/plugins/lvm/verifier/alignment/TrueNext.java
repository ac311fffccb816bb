package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the articles really hold the targets.
 *
 * @param offset from the place that the data names to the target itself; null if it is nowhere near, or nobody can tell
 * @param best the offset of the greatest mean cosine
 * @param cosine that mean
 * @param rows how many targets were looked up
 * @param contiguity mean cosine of a context's last vector with the article's vector before the target; NaN if it is not known
 */
record TrueNext(@Nullable Integer offset, int best, double cosine, int rows, double contiguity) {
    /** Mean cosine from which vectors are the same. */
    static final double SAME = 0.999;

    static final TrueNext UNKNOWN = new TrueNext(null, 0, Double.NaN, 0, Double.NaN);

    /** As far as offsets are looked at. */
    private static final int REACH = 3;

    private static final int PROBED = 256;

    /** Looks the targets of some rows up. */
    static TrueNext of(final SequenceData data, final PlacedRows placed, final ArticleSource source) {
        final int[] probe = placed.first(PROBED, row -> placed.has(row, -REACH, REACH));
        if (probe.length == 0) {
            return UNKNOWN;
        }
        final int dimension = data.dimension();
        final ArticleVectors articles = new ArticleVectors(source, placed.index(), placed.articles(probe), dimension);
        final double[] sums = new double[2 * REACH + 1];
        final double[] before = new double[2 * REACH + 1];
        final int last = (data.contextLength() - 1) * dimension;
        data.forEachBatch(RowSet.of(probe), PROBED, batch -> {
            final float[] target = new float[dimension];
            final float[] newest = new float[dimension];
            for (int i = 0; i < batch.size(); i++) {
                final int row = batch.row(i);
                batch.targets().asFloatBuffer().get(i * dimension, target);
                batch.contexts().asFloatBuffer().get(i * data.contextLength() * dimension + last, newest);
                Vectors.scaleToUnit(target, dimension);
                Vectors.scaleToUnit(newest, dimension);
                for (int k = 0; k < sums.length; k++) {
                    final float[] article = articles.article(placed.article(row));
                    final int at = (placed.position(row) + k - REACH) * dimension;
                    sums[k] += Vectors.dot(target, 0, article, at, dimension) / probe.length;
                    if (at >= dimension) {
                        before[k] += Vectors.dot(newest, 0, article, at - dimension, dimension) / probe.length;
                    } else {
                        before[k] += 1.0 / probe.length;
                    }
                }
            }
            return true;
        });
        int best = 0;
        for (int k = 1; k < sums.length; k++) {
            best = sums[k] > sums[best] ? k : best;
        }
        final boolean found = sums[best] >= SAME;
        return new TrueNext(
                found ? Integer.valueOf(best - REACH) : null,
                best - REACH,
                sums[best],
                probe.length,
                found ? before[best] : Double.NaN);
    }

    /**
     * Which k is the true next vector.
     *
     * @param absence why nothing could be looked up; null if it could
     */
    String sentence(final @Nullable String absence) {
        if (absence != null) {
            return "Which k is the true next vector cannot be told, and tests A, B and D are left out: " + absence
                    + ".";
        }
        if (rows == 0) {
            return "Which k is the true next vector cannot be told: no row's article has vectors on both sides of its target.";
        }
        if (offset == null) {
            return String.format(
                    Locale.ROOT,
                    "Which k is the true next vector cannot be told: the articles hold the targets at no offset from -3 to +3 "
                            + "(best at k = %s, mean cosine %.4f on %d rows), so they are not those that the sequences were cut from.",
                    signed(best),
                    cosine,
                    rows);
        }
        return String.format(
                Locale.ROOT,
                "k = %s is the true next vector: there the articles hold the target itself (mean cosine %.4f on %d rows). %s",
                signed(offset),
                cosine,
                rows,
                offset == 1
                        ? "The legacy numbers judge just that one."
                        : "The legacy numbers judge k = +1, which is " + Math.abs(1 - offset)
                                + (offset < 1 ? " past it." : " before it."));
    }

    private static String signed(final int offset) {
        return offset == 0 ? "0" : String.format(Locale.ROOT, "%+d", offset);
    }
}
