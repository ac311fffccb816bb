package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.nio.FloatBuffer;
import java.util.List;

/** A few rows kept in memory, so that many functions can be run on them without reading them again. */
public final class RowExcerpt {
    /** Bytes of vectors that are kept at most. */
    private static final long MOST_BYTES = 64L << 20;

    private final ValidationRows rows;
    private final int length;
    private final int dimension;
    private final float[] contexts;
    private final float[] targets;

    private RowExcerpt(SequenceData data, ValidationRows rows) {
        this.rows = rows;
        length = data.contextLength();
        dimension = data.dimension();
        contexts = new float[rows.size() * length * dimension];
        targets = new float[rows.size() * dimension];
    }

    /**
     * Reads rows once, and keeps some of them.
     *
     * @param used rows that every verification reads, so that reading them again is cheap
     * @param most rows to keep, evenly spread over those; fewer where they are long
     */
    public static RowExcerpt of(EvaluationData data, ValidationRows used, int most, int batchSize, Progress progress) {
        SequenceData sequences = data.sequences();
        long bytes = (sequences.contextLength() + 1L) * sequences.dimension() * Float.BYTES;
        int kept = (int) Math.max(1, Math.min(most, MOST_BYTES / bytes));
        RowExcerpt excerpt = new RowExcerpt(sequences, used.limit(kept));
        RowSet all = used.rowSet();
        RowSet wanted = excerpt.rows.rowSet();
        int[] positions = new int[excerpt.rows.size()];
        for (int position = 0; position < positions.length; position++) {
            positions[wanted.positionOf(excerpt.rows.row(position))] = position;
        }
        sequences.forEachBatch(all, batchSize, batch -> {
            FloatBuffer contexts = batch.contexts().asFloatBuffer();
            FloatBuffer targets = batch.targets().asFloatBuffer();
            for (int row = 0; row < batch.size(); row++) {
                int place = wanted.positionOf(batch.row(row));
                if (place >= 0) {
                    excerpt.keep(positions[place], row, contexts, targets);
                }
            }
            progress.rows(batch.from() + batch.size(), all.size());
            return true;
        });
        return excerpt;
    }

    private void keep(int position, int row, FloatBuffer from, FloatBuffer fromTargets) {
        int context = length * dimension;
        from.get(from.position() + row * context, contexts, position * context, context);
        fromTargets.get(fromTargets.position() + row * dimension, targets, position * dimension, dimension);
    }

    /** How many rows are kept. */
    public int size() {
        return rows.size();
    }

    /** Every so many of the rows kept, in evaluation order. */
    public ValidationRows every(int stride) {
        int[] some = new int[(rows.size() + stride - 1) / stride];
        for (int i = 0; i < some.length; i++) {
            some[i] = rows.row(i * stride);
        }
        return new ValidationRows(some);
    }

    /**
     * Runs functions on every so many of the rows kept.
     *
     * @return for each definition the cosine of each of {@link #every}'s rows
     */
    public double[][] cosines(
            List<FittingDefinition> definitions, Weights weights, TorchDevice device, int batchSize, int stride) {
        int count = (rows.size() + stride - 1) / stride;
        double[][] cosines = new double[definitions.size()][count];
        try (ForwardPass pass = new ForwardPass(definitions, weights, device);
                RowScorer scorer = new RowScorer(dimension)) {
            for (int from = 0; from < count; from += batchSize) {
                int size = Math.min(batchSize, count - from);
                float[] batchTargets = gathered(targets, dimension, from, size, stride);
                FloatBuffer batch = FloatBuffer.wrap(gathered(contexts, length * dimension, from, size, stride));
                float[][] predictions = pass.predict(batch, size, length);
                for (int i = 0; i < predictions.length; i++) {
                    double[] found = scorer.score(predictions[i], batchTargets, size, null, null)
                            .cosines();
                    System.arraycopy(found, 0, cosines[i], from, size);
                }
            }
        }
        return cosines;
    }

    private static float[] gathered(float[] values, int width, int from, int size, int stride) {
        float[] gathered = new float[size * width];
        for (int i = 0; i < size; i++) {
            System.arraycopy(values, (from + i) * stride * width, gathered, i * width, width);
        }
        return gathered;
    }
}
