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
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A few rows kept in memory, so that many functions can be run on them without reading them again. */
public final class RowExcerpt {
    /** Bytes of vectors that are kept at most. */
    private static final long MOST_BYTES = 64L << 20;

    private final ValidationRows rows;
    private final int length;
    private final int dimension;
    private final float[] contexts;
    private final float[] targets;

    private RowExcerpt(ValidationRows rows, int length, int dimension, float[] contexts, float[] targets) {
        this.rows = rows;
        this.length = length;
        this.dimension = dimension;
        this.contexts = contexts;
        this.targets = targets;
    }

    private static RowExcerpt empty(SequenceData data, ValidationRows rows) {
        int length = data.contextLength();
        int dimension = data.dimension();
        return new RowExcerpt(
                rows,
                length,
                dimension,
                new float[rows.size() * length * dimension],
                new float[rows.size() * dimension]);
    }

    /**
     * Reads rows once, and keeps some of them.
     *
     * @param used rows that every verification reads, so that reading them again is cheap
     * @param most rows to keep, evenly spread over those; fewer where they are long
     */
    public static RowExcerpt of(EvaluationData data, ValidationRows used, int most, int batchSize, Progress progress) {
        RowExcerpt excerpt = empty(data.sequences(), used.limit(kept(data.sequences(), most)));
        RowSet wanted = excerpt.rows.rowSet();
        int[] positions = new int[excerpt.rows.size()];
        for (int position = 0; position < positions.length; position++) {
            positions[wanted.positionOf(excerpt.rows.row(position))] = position;
        }
        read(
                data,
                used,
                wanted,
                batchSize,
                progress,
                (place, row, contexts, targets) -> excerpt.keep(positions[place], row, contexts, targets));
        return excerpt;
    }

    /**
     * Reads rows once, and hands on some of them, in file order and as many at a time as are kept at most.
     *
     * @param used rows that every verification reads, so that reading them again is cheap
     * @param wanted some of them
     * @param most rows at a time; fewer where they are long
     */
    static void forEach(
            EvaluationData data,
            ValidationRows used,
            RowSet wanted,
            int most,
            int batchSize,
            Progress progress,
            Consumer<RowExcerpt> consumer) {
        int kept = kept(data.sequences(), most);
        int[] rows = wanted.inFileOrder().toArray();
        RowExcerpt[] piece = new RowExcerpt[1];
        read(data, used, wanted, batchSize, progress, (place, row, contexts, targets) -> {
            int at = place % kept;
            if (at == 0) {
                ValidationRows next =
                        new ValidationRows(Arrays.copyOfRange(rows, place, Math.min(rows.length, place + kept)));
                piece[0] = empty(data.sequences(), next);
            }
            piece[0].keep(at, row, contexts, targets);
            if (at + 1 == piece[0].size()) {
                consumer.accept(piece[0]);
            }
        });
    }

    private static int kept(SequenceData sequences, int most) {
        long bytes = (sequences.contextLength() + 1L) * sequences.dimension() * Float.BYTES;
        return (int) Math.max(1, Math.min(most, MOST_BYTES / bytes));
    }

    /** Takes one of the rows wanted. */
    @FunctionalInterface
    private interface Taker {
        /**
         * @param place of the row among those wanted
         * @param row where it is in the buffers
         */
        void take(int place, int row, FloatBuffer contexts, FloatBuffer targets);
    }

    private static void read(
            EvaluationData data, ValidationRows used, RowSet wanted, int batchSize, Progress progress, Taker taker) {
        RowSet all = used.rowSet();
        data.sequences().forEachBatch(all, batchSize, batch -> {
            FloatBuffer contexts = batch.contexts().asFloatBuffer();
            FloatBuffer targets = batch.targets().asFloatBuffer();
            for (int row = 0; row < batch.size(); row++) {
                int place = wanted.positionOf(batch.row(row));
                if (place >= 0) {
                    taker.take(place, row, contexts, targets);
                }
            }
            progress.rows(batch.from() + batch.size(), all.size());
            return true;
        });
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

    /**
     * Some of the rows kept.
     *
     * @param first place of the first one
     * @param stride places from one to the next
     */
    public record Share(int first, int stride) {
        /** All rows. */
        public static final Share ALL = new Share(0, 1);

        private int of(int size) {
            return Math.max(0, (size - first + stride - 1) / stride);
        }

        /** The places themselves. */
        IntStream places(int size) {
            return IntStream.range(0, of(size)).map(i -> first + i * stride);
        }
    }

    /** A share of the rows kept, in evaluation order. */
    public ValidationRows rows(Share share) {
        return new ValidationRows(share.places(rows.size()).map(rows::row).toArray());
    }

    /** The same rows with contexts that are changed. */
    public RowExcerpt changed(ChangedRuns.Contexts change) {
        float[] changed = contexts.clone();
        change.apply(changed, rows.size(), length, dimension);
        return new RowExcerpt(rows, length, dimension, changed, targets);
    }

    /**
     * Runs functions on a share of the rows kept, and compares predictions with targets as they are.
     *
     * @return for each definition the cosine of each row of the share
     */
    public double[][] cosines(
            List<FittingDefinition> definitions, Weights weights, TorchDevice device, int batchSize, Share share) {
        try (ComparedVectors plain = ComparedVectors.plain()) {
            return cosines(definitions, weights, device, batchSize, share, plain);
        }
    }

    /**
     * Runs functions on a share of the rows kept.
     *
     * @param compared makes the vectors whose cosine is taken; not closed
     * @return for each definition the cosine of each row of the share
     */
    public double[][] cosines(
            List<FittingDefinition> definitions,
            Weights weights,
            TorchDevice device,
            int batchSize,
            Share share,
            ComparedVectors compared) {
        int count = share.of(rows.size());
        double[][] cosines = new double[definitions.size()][count];
        try (ForwardPass pass = ForwardPass.verified(definitions, weights, device);
                RowScorer scorer = new RowScorer(dimension)) {
            for (int from = 0; from < count; from += batchSize) {
                int size = Math.min(batchSize, count - from);
                float[] stored = gathered(contexts, length * dimension, from, size, share);
                float[] batchTargets =
                        compared.targets(() -> stored, gathered(targets, dimension, from, size, share), size);
                float[][] predictions = pass.predictHeld(FloatBuffer.wrap(stored), size, length);
                for (int i = 0; i < predictions.length; i++) {
                    float[] made = compared.predictions(() -> stored, predictions[i], size);
                    double[] found =
                            scorer.score(made, batchTargets, size, null, null).cosines();
                    System.arraycopy(found, 0, cosines[i], from, size);
                }
            }
        }
        return cosines;
    }

    private static float[] gathered(float[] values, int width, int from, int size, Share share) {
        float[] gathered = new float[size * width];
        for (int i = 0; i < size; i++) {
            int place = share.first() + (from + i) * share.stride();
            System.arraycopy(values, place * width, gathered, i * width, width);
        }
        return gathered;
    }
}
