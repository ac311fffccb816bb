package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder of {@code .npy} and a safetensors file are the same data as an npz of the same arrays, and no way around its checks. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DataFilesTest {
    private static final DataKeys KEYS = new DataKeys("contexts", "targets");

    @TempDir
    private Path temp;

    private static Path folder() {
        return PythonFixtures.run("array_files_fixtures.py", "array-files");
    }

    private static String rows(Path path, DataKeys keys) {
        try (SequenceData data = SequenceData.open(path, keys, null)) {
            ValidationRows all = Splits.all(data.sequences());
            data.bind(all.rowSet());
            data.forEachBatch(all.rowSet(), 16, batch -> true);
            return data.rowsDigest(all);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"same", "same.safetensors", "turned"})
    void theSameArraysAreTheSameRows(String name) {
        Path npz = folder().resolve("same.npz");
        Path other = folder().resolve(name);

        assertThat(rows(other, KEYS)).isEqualTo(rows(npz, KEYS));
        assertThat(rows(other, new DataKeys("half", "targets"))).isEqualTo(rows(npz, new DataKeys("half", "targets")));
        try (SequenceData data = SequenceData.open(other, KEYS, null);
                SequenceData expected = SequenceData.open(npz, KEYS, null)) {
            assertThat(data.articles().column().orElseThrow().distinct())
                    .isEqualTo(expected.articles().column().orElseThrow().distinct());
            assertThat(RowNumbers.read(data, "chosen").toArray()).containsExactly(40, 3, 17, 0);
            assertThat(data.arrays().keys())
                    .containsExactlyInAnyOrderElementsOf(expected.arrays().keys());
        }
    }

    @Test
    void aCopyHasTheSameFingerprintAndOtherDataAnotherOne() throws IOException {
        Path copy = copyOf("same");
        String before = fingerprint(folder().resolve("same"));
        assertThat(fingerprint(copy)).isEqualTo(before);

        byte[] bytes = Files.readAllBytes(copy.resolve("targets.npy"));
        bytes[bytes.length - 1] ^= 1;
        Files.write(copy.resolve("targets.npy"), bytes);
        assertThat(fingerprint(copy)).isNotEqualTo(before);
        assertThat(fingerprint(folder().resolve("same.safetensors"))).hasSize(64);
    }

    private static String fingerprint(Path path) {
        try (SequenceData data = SequenceData.open(path, KEYS, null)) {
            return data.fingerprint();
        }
    }

    private Path copyOf(String name) throws IOException {
        Path copy = Files.createDirectory(temp.resolve(name));
        try (var files = Files.newDirectoryStream(folder().resolve(name))) {
            for (Path file : files) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    @Test
    void linksToRegularFilesAreFollowed() throws IOException {
        Path links = Files.createDirectory(temp.resolve("links"));
        for (String name : new String[] {"contexts.npy", "targets.npy"}) {
            Files.createSymbolicLink(
                    links.resolve(name), folder().resolve("same").resolve(name));
        }
        assertThat(rows(links, KEYS)).isEqualTo(rows(folder().resolve("same"), KEYS));
    }

    @Test
    void whatIsNoRegularFileIsRefusedWithoutWaiting() throws IOException, InterruptedException {
        Path copy = copyOf("same");
        Path contexts = copy.resolve("contexts.npy");
        Files.delete(contexts);
        assertThat(new ProcessBuilder("mkfifo", contexts.toString()).start().waitFor())
                .isZero();
        assertRefused(copy, "is a pipe, a socket or a device");

        Files.delete(contexts);
        Files.createSymbolicLink(contexts, temp.resolve("nowhere"));
        assertRefused(copy, "does not exist");

        Files.delete(contexts);
        Files.createSymbolicLink(contexts, contexts);
        assertRefused(copy, "cannot be opened");

        Files.delete(contexts);
        Files.createDirectory(contexts);
        assertRefused(copy, "is a folder");

        Files.delete(contexts);
        Files.createSymbolicLink(contexts, Path.of("/dev/zero"));
        assertRefused(copy, "is a pipe, a socket or a device");
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        Path copy = copyOf("same");
        Path contexts = copy.resolve("contexts.npy");
        byte[] whole = Files.readAllBytes(contexts);

        Files.write(contexts, Arrays.copyOf(whole, whole.length - 1));
        assertRefused(copy, "is damaged: float32 (41, 3, 8) makes");
        Files.write(contexts, new byte[0]);
        assertRefused(copy, "is truncated");
        Files.writeString(contexts, "PK\3\4 not an array");
        assertRefused(copy, "does not begin as an array");
        String header = new String(whole, 0, 128, StandardCharsets.ISO_8859_1);
        Files.write(
                contexts,
                header.replace("(41, 3, 8)", "(4611686018427387904, 4, 1)".substring(0, 10))
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(copy, "contexts");
        Files.copy(copy.resolve("article_ids.npy"), contexts, StandardCopyOption.REPLACE_EXISTING);
        assertRefused(copy, "int64 (41,), not float16, float32 or float64");
    }

    @Test
    void aFolderWithoutArraysSaysWhatToName() throws IOException {
        Files.writeString(temp.resolve("notes.txt"), "nothing");
        assertRefused(temp, "is a folder without .npy files");
        Files.writeString(temp.resolve("a\u202eb.npy"), "nothing");
        assertRefused(temp, "whose name cannot be shown (a\\u202Eb.npy)");
    }

    @Test
    void aFileThatChangesMeanwhileEndsThePass() throws IOException {
        Path copy = copyOf("same");
        assertChanges(copy, copy.resolve("targets.npy"));
        Path tensors = temp.resolve("data.safetensors");
        Files.copy(folder().resolve("same.safetensors"), tensors);
        assertChanges(tensors, tensors);
    }

    private static void assertChanges(Path path, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (SequenceData data = SequenceData.open(path, KEYS, null)) {
            RowSet all = RowSet.first(data.sequences());
            data.forEachBatch(all, 16, batch -> true);
            Path other = Files.write(file.resolveSibling("other"), bytes);
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

            assertThatThrownBy(() -> data.forEachBatch(all, 16, batch -> true))
                    .isInstanceOf(VerifierException.class)
                    .hasMessageContaining("changed while it was being verified");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "dtype":"F32"                 | "dtype":"F8_E4M3"              | contexts in the type F8_E4M3, which is not supported
                    "dtype":"F32"                 | "dtype":"BF16"                 | contexts is bfloat16 (2, 1, 2), and has 16 bytes
                    "dtype":"F32"                 | "dtype":"F64"                  | contexts is float64 (2, 1, 2), and has 16 bytes
                    "dtype":"F32"                 | "dtype":"I32"                  | int32 (2, 1, 2), not float16
                    "shape":[2,1,2]               | "shape":[9223372036854775807,4,1] | is too large
                    "shape":[2,1,2]               | "shape":[2,1,2.0]              | something else than natural numbers
                    "data_offsets":[0,16]         | "data_offsets":[0,20]          | overlap or leave gaps
                    "data_offsets":[0,16]         | "data_offsets":[4,16]          | overlap or leave gaps
                    "data_offsets":[16,32]        | "data_offsets":[16,36]         | ends in the middle of its tensors
                    "data_offsets":[16,32]        | "data_offsets":[16,28]         | do not end where the file ends
                    "targets":                    | "contexts":                    | contexts occurs twice
                    """)
    void damagedTensorsAreRefused(String what, String by, String message) throws IOException {
        String header =
                """
                {"contexts":{"dtype":"F32","shape":[2,1,2],"data_offsets":[0,16]},\
                "targets":{"dtype":"F32","shape":[2,2],"data_offsets":[16,32]}}""";
        Path path = temp.resolve("data.safetensors");
        Files.write(path, tensors(header));
        assertThat(rows(path, KEYS)).hasSize(64);

        Files.write(path, tensors(header.replaceFirst(java.util.regex.Pattern.quote(what), by)));
        assertRefused(path, message);
    }

    private static byte[] tensors(String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + text.length + 32).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        for (int i = 1; i <= 8; i++) {
            bytes.putFloat(i);
        }
        return bytes.array();
    }

    @Test
    void aHeaderThatClaimsTooMuchIsNotRead() throws IOException {
        Path path = temp.resolve("data.safetensors");
        ByteBuffer bytes =
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE);
        Files.write(path, bytes.array());
        assertRefused(path, "ends in the middle of its safetensors header");
        Files.write(path, new byte[3]);
        assertRefused(path, "ends in the middle of its safetensors header");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Path path, String message) {
        return assertThatThrownBy(() -> rows(path, KEYS))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining(message);
    }

    /** Whatever the bytes are, nothing but a {@link VerifierException} comes of them. */
    @FuzzTest(maxDuration = "5s")
    void anyBytes(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("fuzz");
        Path npy = folder.resolve("contexts.npy");
        Path tensors = folder.resolve("data.safetensors");
        try {
            Files.write(npy, bytes);
            Files.write(tensors, bytes);
            for (Path path : new Path[] {folder, tensors}) {
                try (SequenceData data = SequenceData.open(path, new DataKeys("contexts", "contexts"), null)) {
                    data.fingerprint();
                    data.articles();
                    data.forEachBatch(RowSet.of(0, data.sequences() - 1), 2, batch -> true);
                } catch (VerifierException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
        } finally {
            Files.deleteIfExists(npy);
            Files.deleteIfExists(tensors);
            Files.delete(folder);
        }
    }
}
