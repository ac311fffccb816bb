package io.jenkins.plugins.lvm.verifier.format.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.Fixtures;
import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
    @TempDir
    private Path folder;

    @Test
    void listsEntriesAsPythonDoes() {
        try (NpzFile npz = NpzFile.open(Fixtures.npz("zip64"))) {
            assertThat(npz.entries().values())
                    .extracting(ArchiveEntry::name, ArchiveEntry::size, ArchiveEntry::crc)
                    .containsExactlyElementsOf(Fixtures.expected().getAsJsonArray("zip64Entries").asList().stream()
                            .map(JsonElement::getAsJsonObject)
                            .map(NpzFileTest::nameSizeAndCrc)
                            .toList());
        }
    }

    private static org.assertj.core.groups.Tuple nameSizeAndCrc(final JsonObject entry) {
        return org.assertj.core.groups.Tuple.tuple(
                entry.get("name").getAsString(),
                entry.get("size").getAsLong(),
                entry.get("crc").getAsLong());
    }

    @Test
    void describesItsArrays() {
        assertThat(describe("column-truth_keys"))
                .containsEntry("context_sequences", "float32 (4, 1, 1)")
                .containsEntry("metadata", "object (4,)")
                .containsEntry("truth_keys", "uint16 (4, 2)");
        assertThat(describe("absent-structured")).containsEntry("metadata", "structured (4,)");
        assertThat(describe("column-chain_text")).containsEntry("chain_ids", "str1 (4,)");
        assertThat(describe("layout-bef8-F-deflated-1"))
                .containsEntry("target_vectors", "float64 (big-endian) (37, 8)");
    }

    private static Map<String, String> describe(final String name) {
        try (NpzFile npz = NpzFile.open(Fixtures.npz(name))) {
            return npz.keys().stream()
                    .map(key -> npz.array(key).orElseThrow())
                    .collect(Collectors.toMap(
                            NamedArray::key, array -> array.header().describe()));
        }
    }

    @Test
    void listsAnArrayThatIsCompressedInAnotherWay() {
        try (NpzFile npz = NpzFile.open(Fixtures.npz("problem-bzip2"))) {
            assertThat(npz.entries().get("contexts").method()).isEqualTo(12);
        }
    }

    @Test
    void refusesTwoEntriesOfOneName() throws IOException {
        assertRefused(zip("contexts.npy", "contexts.npy"), "holds contexts.npy twice");
    }

    @Test
    void refusesNamesThatDifferOnlyInCase() throws IOException {
        assertRefused(zip("contexts.npy", "Contexts.npy"), "contexts.npy and Contexts.npy differ only in case");
    }

    @Test
    void refusesTwoNamesOfOneArray() throws IOException {
        assertRefused(zip("contexts.npy", "contexts"), "holds both contexts and contexts.npy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"numpy-stored", "numpy-deflated", "zip64", "descriptor-stored", "descriptor-deflated"})
    void readsWhatNumpyWrites(String name) {
        NpzFile.open(Fixtures.npz(name)).close();
    }

    @Test
    void refusesWhatTwoReadersReadDifferently() throws IOException {
        byte[] good = Files.readAllBytes(Fixtures.npz("numpy-deflated"));
        int directory = directory(good);

        ByteBuffer encrypted = copy(good);
        encrypted.putShort(directory + 8, (short) 1);
        assertRefused(write(encrypted.array()), "holds the encrypted entry contexts.npy.");

        ByteBuffer overlapping = copy(good);
        overlapping.putInt(directory + 20, overlapping.getInt(directory + 20) + 8);
        assertRefused(write(overlapping.array()), "says other things than the directory");

        ByteBuffer renamed = copy(good);
        renamed.put(directory + 46, (byte) 'x');
        assertRefused(write(renamed.array()), "the header before the entry xontexts.npy says other things");

        ByteBuffer counted = copy(good);
        counted.putShort(good.length - 14, (short) 1).putShort(good.length - 12, (short) 1);
        assertRefused(write(counted.array()), "its end record counts 1 entries, its directory has 2");

        byte[] twice = Arrays.copyOf(good, 2 * good.length);
        System.arraycopy(good, 0, twice, good.length, good.length);
        assertRefused(write(twice), "its directory is not where its end records say");

        byte[] prefixed = new byte[good.length + 2];
        prefixed[0] = 'P';
        prefixed[1] = 'K';
        System.arraycopy(good, 0, prefixed, 2, good.length);
        assertRefused(write(prefixed), "its directory is not where its end records say");

        assertRefused(write(Arrays.copyOf(good, good.length + 1)), "a comment or other bytes after its end.");
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("made.npz"), bytes);
    }

    private static ByteBuffer copy(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int directory(byte[] archive) {
        return copy(archive).getInt(archive.length - 6);
    }

    @Test
    void otherFilesAreNoArrays() throws IOException {
        try (NpzFile npz = NpzFile.open(zip("readme.txt", "folder/"))) {
            assertThat(npz.entries()).containsOnlyKeys("readme.txt");
            assertThat(npz.keys()).isEmpty();
        }
    }

    private Path zip(final String... names) throws IOException {
        final Path file = folder.resolve("made.npz");
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            for (final String name : names) {
                zip.putArchiveEntry(new ZipArchiveEntry(name));
                zip.closeArchiveEntry();
            }
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, 400_000})
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void refusesADirectoryThatWouldFillTheMemory(final int entries) throws IOException {
        final byte[] name = "x".getBytes(StandardCharsets.US_ASCII);
        final ByteBuffer zip = ByteBuffer.allocate(100 + entries * 60).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50)
                .put(new byte[22])
                .putShort((short) name.length)
                .putShort((short) 0)
                .put(name);
        final int directory = zip.position();
        for (int i = 0; i < entries; i++) {
            zip.putInt(0x02014b50)
                    .put(new byte[24])
                    .putShort((short) name.length)
                    .put(new byte[16])
                    .put(name);
        }
        final int end = zip.position();
        zip.putInt(0x06054b50).putInt(0).putShort((short) entries).putShort((short) entries);
        zip.putInt(end - directory).putInt(directory).putShort((short) 0);
        final Path file = folder.resolve("many.npz");
        Files.write(file, Arrays.copyOf(zip.array(), zip.position()));
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> NpzFile.open(file).close())
                .withMessageMatching(".*(directory has more than 8388608 bytes|holds x twice).*");
    }

    private static void assertRefused(final Path file, final String message) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> NpzFile.open(file).close())
                .withMessageContaining(message);
    }

    @Test
    void refusesEveryFileThatIsCutOff() throws IOException {
        final byte[] whole = Files.readAllBytes(Fixtures.npz("zip64"));
        for (int length = 1; length < whole.length; length += 97) {
            final Path file = folder.resolve("cut.npz");
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatExceptionOfType(VerifierException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> NpzFile.open(file).close());
        }
    }
}
