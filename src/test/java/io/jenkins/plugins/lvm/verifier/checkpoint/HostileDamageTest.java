package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Damaged files are refused. */
class HostileDamageTest extends HostileCheckpoints {
    @Test
    void ofTheFileAsAWhole() throws IOException {
        assertRefused(file(""), "is empty");
        assertRefused(folder, "is a folder");
        assertRefused(file("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"), "is a Git LFS pointer");
        assertRefused(file("hello"), "is not a checkpoint in a known format");
        assertRefused(file("\u0089HDF\r\n"), "is not a checkpoint in a known format");
        assertRefused(file("a".repeat(257) + "ustar"), "is a tar file");
        assertRefused(file("PK\3\4"), "is not a complete zip archive");
        final Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertRefused(device, "not a regular file");
        }
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(folder.resolve("absent.pt")))
                .withMessageEndingWith("absent.pt does not exist.")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(VerifierException.Reason.NOT_FOUND));
    }

    @Test
    void ofArchivesThatAreSomethingElse() throws IOException {
        final Path file = folder.resolve("model.pt");
        assertRefused(Archives.stored(file, Map.of("a/b.txt", new byte[1])), "with no data.pkl");
        assertRefused(Archives.stored(file, Map.of("contexts.npy", new byte[1])), "is a NumPy archive");
        assertRefused(
                Archives.stored(file, Map.of("a/data.pkl", new byte[1], "b/data.pkl", new byte[1])),
                "with more than one data.pkl");
    }

    @Test
    void ofStorages() throws IOException {
        final Pickle tensor = new Pickle().tensor("FloatStorage", "0", 4, 0, new long[] {4}, new long[] {1});
        assertRefused(withTensor(tensor, Map.of()), "lacks archive/data/0");
        assertRefused(withTensor(tensor, Map.of("0", new byte[15])), "archive/data/0 has 15 bytes where 16 are needed");
        assertRefused(
                withTensor(
                        new Pickle().tensor("FloatStorage", "0", Long.MAX_VALUE, 0, new long[] {1}, new long[] {1}),
                        Map.of("0", new byte[16])),
                "is said to have 9223372036854775807 elements");
        assertRefused(
                withTensor(new Pickle().tensor("QInt8Storage", "0", 1, 0, new long[] {1}, new long[] {1}), Map.of()),
                "refers to torch.QInt8Storage");
    }

    @Test
    void ofGeometry() throws IOException {
        for (final long[][] geometry : new long[][][] {
            {{0}, {5}, {1}},
            {{1}, {4}, {1}},
            {{-1}, {4}, {1}},
            {{0}, {2, 2}, {3, 2}},
            {{0}, {2}, {-1}},
            {{0}, {-2}, {1}},
            {{0}, {2}, {1, 1}},
            {{Long.MAX_VALUE}, {2}, {1}},
            {{0}, {3}, {Long.MAX_VALUE}},
            {{0}, {Long.MAX_VALUE, Long.MAX_VALUE}, {0, 0}},
        }) {
            assertRefused(
                    withTensor(
                            new Pickle().tensor("FloatStorage", "0", 4, geometry[0][0], geometry[1], geometry[2]),
                            Map.of("0", new byte[16])),
                    "does not fit into its storage 0 of 4 elements");
        }
    }

    @Test
    void ofAnArchiveWithTooManyEntries() throws IOException {
        final Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", new Pickle().ops("}").stop());
        for (int i = 0; i < 80_000; i++) {
            entries.put("archive/data/" + i, new byte[0]);
        }
        assertRefused(Archives.stored(folder.resolve("model.pt"), entries), "directory has more than 4194304 bytes");
    }

    @Test
    void ofArchivesThatArePackedAgain() throws IOException {
        final Path file = folder.resolve("model.pt");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(new Pickle().ops("}X").little(4, 100 << 20).stop());
            zip.write(new byte[100 << 20]);
        }
        assertThat(Files.size(file)).isLessThan(1 << 20);
        assertRefused(file, "is not an archive as torch.save writes it: the entry archive/data.pkl is compressed.");
    }

    @Test
    void ofABombInThePickle() throws IOException {
        final ByteBuffer bomb = ByteBuffer.allocate((65 << 20) + 16);
        bomb.put(new Pickle().ops("}X").little(4, 65 << 20).stop());
        assertRefused(
                Archives.torchZip(folder.resolve("model.pt"), bomb.array()),
                "holds a pickle of more than 67108864 bytes");
    }

    @Test
    void ofSafetensors() throws IOException {
        final String one = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        CheckpointReader.open(safetensors(one + "}", 4)).close();
        assertRefused(safetensors(one + "}", 3), "ends in the middle of its tensors");
        assertRefused(safetensors(one + "}", 5), "do not end where the file ends");
        assertRefused(safetensors(one.replace("[1]", "[2]") + "}", 4), "does not fit into its storage");
        assertRefused(safetensors(one.replace("[1]", "[0]") + "}", 4), "of shape [0] and type float32 has 4 bytes");
        assertRefused(safetensors(one.replace("F32", "F8_E5M2") + "}", 4), "unsupported type F8_E5M2");
        assertRefused(safetensors(one.replace("[0,4]", "[4,0]") + "}", 4), "has no shape or no place");
        assertRefused(
                safetensors(one + "," + one.substring(1).replace("\"a\"", "\"b\"") + "}", 4), "overlap or leave gaps");
        assertRefused(safetensors(one + "," + one.substring(1) + "}", 4), "a occurs twice");
        assertRefused(safetensors(one + "}{}", 4), "cannot be understood");
        assertRefused(safetensors(one + "}\n", 4), "other text than spaces");
        assertRefused(safetensors(one.replace("[1]", "[1.0]") + "}", 4), "else than natural numbers");
        assertRefused(safetensors(one.replace("[1]", "[\"1\"]") + "}", 4), "else than natural numbers");
        assertRefused(safetensors(one.replace("[1]", "[1],\"shape\":[1]") + "}", 4), "shape occurs twice");
        assertRefused(safetensors(one.replace("[1]", "[1],\"x\":0") + "}", 4), "the unknown field x");
        assertRefused(safetensors(one + ",\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 4), "k occurs twice");
        assertRefused(safetensors(one + ",\"__metadata__\":{\"k\":1}}", 4), "something else stands where a text");
        assertRefused(safetensors(one.replace("\"a\"", "\"\\ud800\"") + "}", 4), "holds half a character");
        CheckpointReader.open(safetensors(one + "}   ", 4)).close();
        assertRefused(safetensors(one, 4), "JSON cannot be understood");
        assertRefused(safetensors("{\"a\":" + "[".repeat(100_000), 4), "JSON cannot be understood");
        assertRefused(
                safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(99) + "1]}}", 4),
                "more than 64 axes");
        assertRefused(safetensors("{" + " ".repeat(9 << 20), 0), "is beyond the limit of");
        final byte[] cut = Files.readAllBytes(safetensors(one + "}", 4));
        Files.write(folder.resolve("model.pt"), Arrays.copyOf(cut, 20));
        assertRefused(folder.resolve("model.pt"), "ends in the middle of its safetensors header");
    }

    private Path safetensors(final String header, final int data) throws IOException {
        final byte[] text = header.getBytes(StandardCharsets.UTF_8);
        final ByteBuffer all = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(text.length).put(text);
        return Files.write(folder.resolve("model.pt"), all.array());
    }
}
