package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.RowTags;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was predicted of rows that come in several sets, as long as that is not much memory, so that one more pass over all of
 * them need not predict again.
 */
final class RecordedPredictions implements Predictor {
    /** Bytes above which nothing is kept. */
    private static final long MOST_BYTES = 128L << 20;

    private final Predictor computing;
    private final List<Integer> rows = new ArrayList<>();
    private @Nullable List<Kept> kept = new ArrayList<>();
    private RowSet current = RowSet.of();
    private int place;

    RecordedPredictions(Predictor computing) {
        this.computing = computing;
    }

    /** From now on rows of this set are predicted, in its order. */
    void begin(RowSet set) {
        current = set;
        place = 0;
    }

    @Override
    public List<FittingDefinition> definitions() {
        return computing.definitions();
    }

    @Override
    public @Nullable RowTags tags() {
        return computing.tags();
    }

    @Override
    public float[][] predict(FloatBuffer contexts, int batch, int contextLength) {
        return kept(computing.predict(contexts, batch, contextLength), batch);
    }

    @Override
    public float[][] predictInPlace(ByteBuffer contexts, int batch, int contextLength) {
        return kept(computing.predictInPlace(contexts, batch, contextLength), batch);
    }

    /**
     * What was predicted of one row.
     *
     * @param predictions by every definition
     * @param tags what the engine said of the row; null where it was not asked
     */
    record Kept(float[][] predictions, @Nullable RowTags tags) {}

    private float[][] kept(float[][] predictions, int batch) {
        if (kept != null) {
            RowTags tags = computing.tags();
            for (int i = 0; i < batch; i++) {
                rows.add(current.row(place + i));
                kept.add(new Kept(row(predictions, i, batch), tags == null ? null : tags.row(i)));
            }
            long bytes = Arrays.stream(kept.get(0).predictions())
                    .mapToLong(row -> (long) row.length * Float.BYTES)
                    .sum();
            kept = bytes * kept.size() > MOST_BYTES ? null : kept;
        }
        place += batch;
        return predictions;
    }

    private static float[][] row(float[][] predictions, int row, int batch) {
        float[][] own = new float[predictions.length][];
        for (int definition = 0; definition < own.length; definition++) {
            int size = predictions[definition].length / batch;
            own[definition] = Arrays.copyOfRange(predictions[definition], row * size, (row + 1) * size);
        }
        return own;
    }

    /** Says again what was predicted of all rows, in file order; null where that was not kept. */
    @Nullable
    Replay again() {
        if (kept == null) {
            return null;
        }
        int[] order = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparing(rows::get))
                .mapToInt(Integer::intValue)
                .toArray();
        return new Replay(computing.definitions(), kept, order, computing.products());
    }
}
