package io.jenkins.plugins.lvm.verifier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {
    private static final int LENGTH = 2;
    private static final int DIMENSION = 3;
    private static final int SIZE = LENGTH * DIMENSION;

    private final BatchMemory whole = new BatchMemory(SIZE, DIMENSION);
    private final BatchMemory some = new BatchMemory(SIZE, DIMENSION);

    /** Remembers what it was given, and where that was. */
    private static final class Seen implements Predictor {
        private @Nullable ByteBuffer inPlace;
        private float[] values = new float[0];

        @Override
        public List<FittingDefinition> definitions() {
            return List.of();
        }

        @Override
        public float[][] predict(FloatBuffer contexts, int batch, int contextLength) {
            values = new float[contexts.remaining()];
            contexts.duplicate().get(values);
            return new float[][] {values};
        }

        @Override
        public float[][] predictInPlace(ByteBuffer contexts, int batch, int contextLength) {
            inPlace = contexts;
            return predict(contexts.asFloatBuffer(), batch, contextLength);
        }
    }

    /** Rows 10, 12, 14 .. of a file, of which the row's number and then its components' are the numbers. */
    private static SequenceBatch batch(int rows) {
        int[] numbers = new int[rows];
        Arrays.setAll(numbers, i -> 10 + 2 * i);
        return new SequenceBatch(RowSet.of(numbers), 0, rows, values(numbers, SIZE), values(numbers, DIMENSION));
    }

    private static ByteBuffer values(int[] rows, int width) {
        ByteBuffer values =
                ByteBuffer.allocateDirect(rows.length * width * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int row : rows) {
            for (int i = 0; i < width; i++) {
                values.putFloat(100 * row + i);
            }
        }
        return values.flip();
    }

    @Test
    void aWholeBatchIsPredictedWhereTheReaderPutIt() {
        SequenceBatch read = batch(4);
        Seen seen = new Seen();

        whole.take(read);
        whole.predictions(seen, LENGTH);

        assertThat(seen.inPlace).isSameAs(read.contexts());
        assertThat(seen.values).hasSize(4 * SIZE).startsWith(1000, 1001);
    }

    @Test
    void contextsAreCopiedWhenSomebodyAsks() {
        SequenceBatch read = batch(4);
        whole.take(read);
        read.contexts().putFloat(0, -1);

        float[] contexts = whole.contexts();

        assertThat(contexts).startsWith(-1, 1001, 1002).hasSize(4 * SIZE);
        read.contexts().putFloat(0, -2);
        assertThat(whole.contexts()).as("copied once").isSameAs(contexts).startsWith(-1);
        assertThat(whole.targets()).startsWith(1000, 1001, 1002, 1200);
    }

    @Test
    void theNextBatchIsCopiedAnew() {
        whole.take(batch(4));
        float[] contexts = whole.contexts();
        SequenceBatch next = batch(3);
        next.contexts().putFloat(0, 7);

        whole.take(next);

        assertThat(whole.contexts()).isSameAs(contexts).startsWith(7, 1001);
        assertThat(whole.size()).isEqualTo(3);
    }

    @Test
    void someRowsOfABatchAreACopy() {
        whole.take(batch(4));
        Seen seen = new Seen();

        assertThat(some.copy(whole, RowSet.of(3, 12, 16, 99))).isTrue();
        some.predictions(seen, LENGTH);

        assertThat(some.from()).isOne();
        assertThat(some.size()).isEqualTo(2);
        assertThat(seen.inPlace).isNull();
        assertThat(seen.values).hasSize(2 * SIZE).startsWith(1200, 1201).endsWith(1604, 1605);
        assertThat(some.targets()).startsWith(1200, 1201, 1202, 1600, 1601, 1602);
        assertThat(some.copy(whole, RowSet.of(3, 11))).isFalse();
    }
}
