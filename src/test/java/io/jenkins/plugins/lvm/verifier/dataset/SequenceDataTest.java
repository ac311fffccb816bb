package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceDataTest {

    static Stream<String> everyLayout() {
        return Stream.of("layouts", "containers")
                .flatMap(group -> Fixtures.expected().getAsJsonArray(group).asList().stream())
                .map(JsonElement::getAsString);
    }

    @ParameterizedTest
    @MethodSource("everyLayout")
    void readsTheValuesThatNumpyReads(final String name) {
        try (SequenceData data = SequenceData.open(Fixtures.npz(name))) {
            assertThat(List.of(data.sequences(), data.contextLength(), data.dimension()))
                    .containsExactly(37, 3, 8);
            assertReads(data, name, RowSet.first(37), 10);
            assertReads(data, name, RowSet.of(36, 0, 1, 2, 7, 9, 10, 11, 30), 4);
            assertReads(data, name, RowSet.of(35), 100);
        }
    }

    @ParameterizedTest
    @CsvSource({"long-stored,1", "long-stored,256", "long-deflated,7", "long-deflated,1000", "long-deflated,10000"})
    void batchSizeDoesNotChangeWhatIsRead(final String name, final int batchSize) {
        try (SequenceData data = SequenceData.open(Fixtures.npz(name))) {
            assertReads(data, name, RowSet.first(3000), batchSize);
            assertReads(
                    data,
                    name,
                    Splits.random(3000, 0.1, Rounding.TRAIN_FLOOR, Permutation.TORCH, 42)
                            .rowSet(),
                    batchSize);
        }
    }

    private static void assertReads(
            final SequenceData data, final String name, final RowSet rows, final int batchSize) {
        final ByteBuffer contexts = Fixtures.values(name, "contexts");
        final ByteBuffer targets = Fixtures.values(name, "targets");
        final AtomicInteger done = new AtomicInteger();
        data.forEachBatch(rows, batchSize, batch -> {
            assertThat(batch.from()).isEqualTo(done.getAndAdd(batch.size()));
            assertThat(batch.size()).isEqualTo(Math.min(batchSize, rows.size() - batch.from()));
            assertRows(batch, batch.contexts(), contexts, data.contextLength() * data.dimension());
            assertRows(batch, batch.targets(), targets, data.dimension());
            return true;
        });
        assertThat(done).hasValue(rows.size());
    }

    private static void assertRows(
            final SequenceBatch batch, final ByteBuffer actual, final ByteBuffer all, final int width) {
        assertThat(actual.isDirect()).isTrue();
        assertThat(actual.order()).isEqualTo(ByteOrder.nativeOrder());
        final int rowBytes = width * Float.BYTES;
        assertThat(actual.remaining()).isEqualTo(batch.size() * rowBytes);
        for (int place = 0; place < batch.size(); place++) {
            final int row = batch.row(place);
            assertThat(row).isEqualTo(batch.rows().row(batch.from() + place));
            assertThat(actual.slice(place * rowBytes, rowBytes))
                    .as("row %d", row)
                    .isEqualTo(all.slice(row * rowBytes, rowBytes));
        }
    }

    @ParameterizedTest
    @CsvSource({"huge-stored,280000", "huge-deflated,145000"})
    void readsTheLastRowOfAnEntryAboveTwoGibibytes(final String name, final int rows) {
        try (SequenceData data = SequenceData.open(Fixtures.npz(name))) {
            assertThat(data.sequences()).isEqualTo(rows);
            final List<Float> firstAndLast = new ArrayList<>();
            data.forEachBatch(RowSet.of(0, rows - 1), 8, batch -> {
                final int width = 96 * 40;
                for (int place = 0; place < batch.size(); place++) {
                    firstAndLast.add(batch.contexts().getFloat(place * width * Float.BYTES));
                    firstAndLast.add(batch.contexts().getFloat((place * width + width - 1) * Float.BYTES));
                }
                return true;
            });
            assertThat(firstAndLast).containsExactly(1f, 3840f, -1f, -3840f);
        }
    }

    @Test
    void namesTheArraysThatItUses() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("numpy-stored"))) {
            assertThat(data.keys()).containsExactly("contexts", "targets");
        }
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-stored"))) {
            assertThat(data.keys()).containsExactly("context_sequences", "target_vectors");
        }
    }

    @Test
    void fingerprintDependsOnContentAndNotOnCompression() {
        assertThat(fingerprint("numpy-stored"))
                .matches("[0-9a-f]{64}")
                .isEqualTo(fingerprint("numpy-deflated"))
                .isEqualTo(fingerprint("descriptor-deflated"))
                .isNotEqualTo(fingerprint("long-stored"));
    }

    private static String fingerprint(final String name) {
        try (SequenceData data = SequenceData.open(Fixtures.npz(name))) {
            return data.fingerprint();
        }
    }

    /** Whoever scores one batch while the next one is predicted reads its buffers meanwhile. */
    @Test
    void aBatchStaysWhileTheConsumerWorksOnTheNext() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-stored"))) {
            ByteBuffer contexts = Fixtures.values("long-stored", "contexts");
            ByteBuffer targets = Fixtures.values("long-stored", "targets");
            List<SequenceBatch> taken = new ArrayList<>();
            data.forEachBatch(RowSet.first(3000), 300, batch -> {
                if (!taken.isEmpty()) {
                    SequenceBatch before = taken.get(taken.size() - 1);
                    // Time enough to read what comes next over it.
                    LockSupport.parkNanos(20_000_000);
                    assertRows(before, before.contexts(), contexts, data.contextLength() * data.dimension());
                    assertRows(before, before.targets(), targets, data.dimension());
                }
                taken.add(batch);
                return true;
            });
            assertThat(taken).hasSize(10);
        }
    }

    @Test
    void stopsWhenTheConsumerHasEnough() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-deflated"))) {
            final AtomicInteger batches = new AtomicInteger();
            data.forEachBatch(RowSet.first(3000), 10, batch -> batches.incrementAndGet() < 3);
            assertThat(batches).hasValue(3);
        }
    }

    @Test
    void passesOnTheConsumersFailure() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-deflated"))) {
            assertThatThrownBy(() -> data.forEachBatch(RowSet.first(3000), 10, batch -> {
                        throw new UnsupportedOperationException("enough");
                    }))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("enough");
            assertReads(data, "long-deflated", RowSet.of(17), 1);
        }
    }

    @Test
    void endsWhenInterruptedAndKeepsTheFileOpen() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-deflated"))) {
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> data.forEachBatch(RowSet.first(3000), 10, batch -> {
                        Thread.currentThread().interrupt();
                        return true;
                    }));
            assertThat(Thread.interrupted()).isTrue();
            assertReads(data, "long-deflated", RowSet.of(17), 1);
        }
    }

    @Test
    void readsTheSameWhateverWasReadAhead() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-deflated"))) {
            data.readAhead(RowSet.of(3, 500, 2999), 2);
            assertReads(data, "long-deflated", RowSet.of(17), 1);
            assertReads(data, "long-deflated", RowSet.of(3, 500, 2999), 1);
            assertReads(data, "long-deflated", RowSet.of(3, 500, 2999), 2);
            assertReads(data, "long-deflated", RowSet.of(3, 500, 2999), 2);
            data.readAhead(RowSet.of(4, 5), 2);
            data.readAhead(RowSet.first(7), 2);
            assertReads(data, "long-deflated", RowSet.first(7), 2);
        }
    }

    @Test
    void leavesNoThreadBehind() throws InterruptedException {
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-deflated"))) {
            data.forEachBatch(RowSet.first(3000), 10, batch -> false);
            data.readAhead(RowSet.first(3000), 10);
        }
        for (final Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("lvm-verify-read-ahead")) {
                thread.join(5000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    @Test
    void readsNothingForNoRows() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-deflated"))) {
            data.forEachBatch(RowSet.of(), 10, batch -> {
                throw new AssertionError(batch);
            });
        }
    }

    @Test
    void refusesRowsBeyondTheFile() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-stored"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> data.forEachBatch(RowSet.of(3000), 10, batch -> true));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nan | targets row 12 holds NaN",
                "infinity | contexts row 30, vector 1, holds infinity",
                "overflow | contexts row 5, vector 2, holds infinity",
                "zero-target | targets row 36 is a zero vector",
                "zero-context | contexts row 8, vector 2, is a zero vector",
                "checksum | its checksum does not match",
                "corrupt | is damaged",
                "fortran | in Fortran order",
            })
    void namesKeyAndRowOfWhatCannotBeUsed(final String name, final String message) {
        try (SequenceData data = SequenceData.open(Fixtures.npz("problem-" + name))) {
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() -> data.forEachBatch(RowSet.first(Math.min(37, data.sequences())), 5, batch -> true))
                    .withMessageContaining(message)
                    .withMessageContaining("problem-" + name + ".npz");
        }
    }

    @Test
    void doesNotMindAProblemInARowThatIsNotUsed() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("problem-nan"))) {
            final RowSet others =
                    RowSet.of(IntStream.range(0, 37).filter(row -> row != 12).toArray());
            final AtomicInteger rows = new AtomicInteger();
            data.forEachBatch(others, 5, batch -> rows.addAndGet(batch.size()) > 0);
            assertThat(rows).hasValue(36);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rows | contexts has 37 rows, targets has 36",
                "dimension | vectors in contexts have 8 components, those in targets have 7",
                "empty | contexts is empty: float32 (0, 3, 8)",
                "nocomponents | contexts is empty: float32 (37, 3, 0)",
                "flat | contexts is float32 (37, 24), but contexts have three dimensions",
                "deep | targets is float32 (37, 1, 8), but targets have two dimensions",
                "integers | contexts is int32 (37, 3, 8), not float16, float32 or float64",
                "objects | contexts is object (37, 3, 8), not float16, float32 or float64",
                "longdouble | contexts is float128 (37, 3, 8), not float16, float32 or float64",
                "nocontexts | holds no contexts: none of context_sequences, contexts, train_context_sequences, sequences, context_vectors, X_val, val_contexts, v_pred_val; it holds ctx, targets",
                "notargets | holds no targets: none of target_vectors, targets, train_target_vectors, Y_val, val_targets, v_true_val; it holds contexts, labels",
                "nothing | it holds nothing",
                "lfs | is a Git LFS pointer",
                "text | it is not a zip archive",
                "zerolength | is empty",
                "cut | is not a complete zip archive: it does not end with an end record.",
                "longer | float32 (37, 3, 8) makes 3680 bytes, but there are 3682",
                "shorter | float32 (37, 3, 8) makes 3680 bytes, but there are 3678",
                "magic | it does not begin as an array",
                "version | format version 4.0 is not supported",
                "bzip2 | contexts is compressed by method 12",
            })
    void saysWhatIsWrongWithAFile(final String name, final String message) {
        assertRefused(Fixtures.npz("problem-" + name), message)
                .hasFieldOrPropertyWithValue("reason", VerifierException.Reason.UNREADABLE);
    }

    @Test
    void saysThatAFileIsASingleArray() {
        assertRefused(Fixtures.folder().resolve("problem-single.npy"), "is a single array (.npy)");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertRefused(Fixtures.npz("nowhere"), "does not exist.")
                .hasFieldOrPropertyWithValue("reason", VerifierException.Reason.NOT_FOUND);
    }

    @Test
    void saysWhatAFolderOfArraysHolds() {
        assertRefused(Fixtures.folder(), "holds no contexts: none of context_sequences");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            final Path path, final String message) {
        return assertThatThrownBy(() -> SequenceData.open(path).close())
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(message);
    }
}
