package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Makes the archive that torch writes, and others that deviate from it. */
abstract class TorchArchives {
    static final byte[] PICKLE = new Pickle()
            .ops("}")
            .text("w")
            .raw(body(new Pickle().tensor("FloatStorage", "0", 4, 0, new long[] {4}, new long[] {1})))
            .ops("s")
            .stop();

    @TempDir
    Path folder;

    final Map<String, byte[]> entries = new LinkedHashMap<>();
    Path file;

    static byte[] body(Pickle pickle) {
        byte[] whole = pickle.stop();
        return Arrays.copyOfRange(whole, 2, whole.length - 1);
    }

    @BeforeEach
    void fill() {
        file = folder.resolve("model.pt");
        entries.put("archive/data.pkl", PICKLE);
        entries.put("archive/data/0", new byte[16]);
        entries.put("archive/version", bytes("3\n"));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    ByteBuffer written() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(Archives.canonical(file, entries)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Offsets of the directory's entries. */
    static int[] directory(ByteBuffer archive) {
        String text = new String(archive.array(), StandardCharsets.ISO_8859_1);
        return IntStream.iterate(text.indexOf("PK\1\2"), at -> at >= 0, at -> text.indexOf("PK\1\2", at + 1))
                .toArray();
    }

    void assertRefused(String... words) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(file).close())
                .withMessageStartingWith(file + " ")
                .withMessageEndingWith(".")
                .withMessageContainingAll(words)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(VerifierException.Reason.UNREADABLE));
    }

    void assertRefused(ByteBuffer archive, String... words) throws IOException {
        Files.write(file, archive.array());
        assertRefused(words);
    }

    void assertRead() {
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            assertThat(checkpoint.stateDict().floats("w")).hasSize(4);
        }
    }
}
