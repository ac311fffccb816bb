package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a verdict is bound to, held against a second implementation on the values that numpy reads. */
class RowDigestsTest {
    private static final ValidationRows ORDER = new ValidationRows(new int[] {36, 0, 11, 2, 7, 30, 1});

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.lvm.verifier.dataset.SequenceDataTest#everyLayout")
    void rootIsThatOfTheValuesInEvaluationOrder(String name) {
        assertThat(digest(Fixtures.npz(name), null, ORDER)).isEqualTo(root(name, ORDER.toArray(), 24, 8));
    }

    @Test
    void compressionAndBatchesAndOtherRowsReadDoNotMatter() {
        ValidationRows random = Splits.random(3000, 0.1, Splits.Rounding.TRAIN_FLOOR, Permutation.TORCH, 42);
        String expected = digest(Fixtures.npz("long-stored"), null, random);

        assertThat(digest(Fixtures.npz("long-deflated"), new RowCache(folder.resolve("rows"), 1 << 30), random))
                .isEqualTo(expected);
        try (SequenceData data = SequenceData.open(Fixtures.npz("long-deflated"))) {
            data.bind(random.rowSet());
            data.forEachBatch(RowSet.first(3000), 7, batch -> true);
            assertThat(data.rowsDigest(random)).isEqualTo(expected);
        }
    }

    @Test
    void everyRowAndItsPlaceCount() {
        Path npz = Fixtures.npz("numpy-stored");
        String whole = digest(npz, null, ORDER);

        assertThat(digest(npz, null, new ValidationRows(new int[] {0, 36, 11, 2, 7, 30, 1})))
                .isNotEqualTo(whole);
        assertThat(digest(npz, null, new ValidationRows(new int[] {36, 0, 11, 2, 7, 30})))
                .isNotEqualTo(whole);
    }

    @Test
    void aTwinWithTheSameNamesSizesAndChecksumsHasAnotherDigest() {
        Path twins = PythonFixtures.run("data_twins.py", "twins");
        ValidationRows all = Splits.all(64);
        Path trueData = twins.resolve("true.npz");
        Path forged = twins.resolve("forged.npz");

        assertThat(fingerprint(forged)).isEqualTo(fingerprint(trueData));
        assertThat(digest(forged, null, all)).isNotEqualTo(digest(trueData, null, all));
    }

    @Test
    void splitsOfOneFileShareTheirRows() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("numpy-stored"))) {
            ValidationRows second = new ValidationRows(new int[] {5, 0, 20});
            for (ValidationRows rows : List.of(ORDER, second)) {
                data.bind(rows.rowSet());
                data.forEachBatch(rows.rowSet(), 2, batch -> true);
            }

            assertThat(data.rowsDigest(ORDER)).isEqualTo(root("numpy-stored", ORDER.toArray(), 24, 8));
            assertThat(data.rowsDigest(second)).isEqualTo(root("numpy-stored", second.toArray(), 24, 8));
        }
    }

    @Test
    void whatWasNotReadHasNone() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("numpy-stored"))) {
            data.bind(RowSet.of(1, 2));
            data.forEachBatch(RowSet.of(1), 2, batch -> true);

            assertThatIllegalStateException().isThrownBy(() -> data.rowsDigest(new ValidationRows(new int[] {1, 2})));
            assertThatIllegalStateException().isThrownBy(() -> data.rowsDigest(new ValidationRows(new int[] {3})));
        }
    }

    @Test
    void aRowThatIsReadAgainHasToBeTheSame() {
        RowDigests digests = new RowDigests(null);
        digests.expect(RowSet.of(4, 6));

        assertThat(digests.take(batch(4, 1f))).isTrue();
        assertThat(digests.take(batch(4, 1f))).isTrue();
        assertThat(digests.take(batch(5, 1f))).isTrue();
        assertThat(digests.take(batch(5, 2f))).as("nobody asked for it").isTrue();
        digests.expect(RowSet.of(1));
        assertThat(digests.take(batch(4, 2f))).isFalse();
        assertThat(digests.take(batch(4, 1f))).isTrue();
    }

    private static SequenceBatch batch(int row, float value) {
        ByteBuffer values = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        values.putFloat(4, value);
        return new SequenceBatch(RowSet.of(row), 0, 1, values, values.slice(0, 4));
    }

    @Test
    void aFileThatIsWrittenToMeanwhileIsNamed() throws IOException {
        Path npz = Files.copy(Fixtures.npz("long-stored"), folder.resolve("data.npz"));
        byte[] bytes = Files.readAllBytes(npz);
        bytes[bytes.length / 2] ^= 1;
        FileTime modified = Files.getLastModifiedTime(npz);

        assertChanges(npz, () -> {
            Files.write(npz, bytes);
            Files.setLastModifiedTime(npz, modified);
        });
    }

    @Test
    void aFileThatIsReplacedMeanwhileIsNamed() throws IOException {
        Path npz = Files.copy(Fixtures.npz("long-stored"), folder.resolve("data.npz"));
        Path other = Files.copy(npz, folder.resolve("other.npz"), StandardCopyOption.COPY_ATTRIBUTES);

        assertChanges(npz, () -> Files.move(other, npz, StandardCopyOption.REPLACE_EXISTING));
        assertChanges(npz, () -> Files.delete(npz));
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void assertChanges(Path npz, Change change) throws IOException {
        try (SequenceData data = SequenceData.open(npz)) {
            data.forEachBatch(RowSet.of(1), 1, batch -> true);
            change.make();
            assertThatThrownBy(() -> data.forEachBatch(RowSet.of(1), 1, batch -> true))
                    .isInstanceOf(VerifierException.class)
                    .hasMessage(npz + " changed while it was being verified.");
        }
    }

    static String digest(Path npz, RowCache cache, ValidationRows rows) {
        try (SequenceData data = SequenceData.open(npz, cache)) {
            data.bind(rows.rowSet());
            data.forEachBatch(rows.rowSet(), 3, batch -> true);
            return data.rowsDigest(rows);
        }
    }

    private static String fingerprint(Path npz) {
        try (SequenceData data = SequenceData.open(npz)) {
            return data.fingerprint();
        }
    }

    private static String root(String name, int[] rows, int contextWidth, int targetWidth) {
        ByteBuffer contexts = Fixtures.values(name, "contexts");
        ByteBuffer targets = Fixtures.values(name, "targets");
        byte[][] leaves = Arrays.stream(rows)
                .mapToObj(row -> {
                    ByteBuffer leaf = ByteBuffer.allocate(9 + (contextWidth + targetWidth) * Float.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .put((byte) 0)
                            .putLong(row);
                    for (int i = 0; i < contextWidth; i++) {
                        leaf.putFloat(contexts.getFloat((row * contextWidth + i) * Float.BYTES));
                    }
                    for (int i = 0; i < targetWidth; i++) {
                        leaf.putFloat(targets.getFloat((row * targetWidth + i) * Float.BYTES));
                    }
                    return DigestUtils.sha256(leaf.array());
                })
                .toArray(byte[][]::new);
        return HexFormat.of().formatHex(ReferenceTree.root(leaves));
    }
}
