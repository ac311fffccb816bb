package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.PythonFixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file that two readers would read in two ways is refused. */
class FormatsInOneFileTest extends TorchArchives {
    @Test
    void anotherFormatInTheSameFileIsRefused() throws IOException {
        Path fixtures = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
        byte[] archive = written().array();
        for (String name : List.of("legacy_bare.pt", "model.safetensors")) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(Files.readAllBytes(fixtures.resolve(name)));
            both.writeBytes(archive);
            Files.write(file, both.toByteArray());
            assertRefused("can be read both as", "as a zip archive");
        }
    }

    @Test
    void whatFollowsAnOldFileIsRefused() throws IOException {
        Path old = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint").resolve("legacy_bare.pt");
        byte[] good = Files.readAllBytes(old);
        Files.write(file, Arrays.copyOf(good, good.length + 3));
        assertRefused("has 3 bytes after its last storage");
    }

    @Test
    void aTarHeaderIsRecognisedByItsChecksum() throws IOException {
        // A safetensors header whose text makes a tar header of the old kind, which has no mark.
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"x\":\"");
        while (header.length() < 140) {
            header.append('a');
        }
        header.append("        ");
        while (header.length() < 600) {
            header.append('a');
        }
        header.append("\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        ByteBuffer all = ByteBuffer.allocate(8 + header.length() + 4).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(header.length()).put(bytes(header.toString()));
        Files.write(file, all.array());
        CheckpointReader.open(file).close();
        int sum = IntStream.range(0, 512).map(i -> all.get(i) & 0xff).sum();
        all.put(148, bytes(String.format("%06o  ", sum)));
        assertRefused(all, "can be read both as safetensors and as a tar file");
    }
}
