package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the bytes of a file, the only exception that gets out is the one with a sentence for the user. */
class HostileAccidentsTest extends HostileCheckpoints {
    @ParameterizedTest
    @ValueSource(strings = {"bare_ordered.pt", "legacy_bare.pt", "model.safetensors"})
    void cuttingOffIsNoticedAtEveryByte(final String name) throws IOException {
        final byte[] good = Files.readAllBytes(
                PythonFixtures.run("checkpoint_fixtures.py", "checkpoint").resolve(name));
        final Path file = folder.resolve("model.pt");
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertRefused(file, "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trainer.pt", "legacy_trainer.pt", "model.safetensors", "metadata_protocol4.pt"})
    void changedBytesGiveASentenceOrAnotherCheckpoint(final String name) throws IOException {
        final byte[] good = Files.readAllBytes(
                PythonFixtures.run("checkpoint_fixtures.py", "checkpoint").resolve(name));
        final Path file = folder.resolve("model.pt");
        final int step = 1 + good.length / 1000;
        int refused = 0;
        for (int at = 0; at < good.length; at += step) {
            final byte[] bad = good.clone();
            bad[at] = (byte) (at / step % 2 == 0 ? ~bad[at] : bad[at] + 1);
            Files.write(file, bad);
            refused += tryAll(file, ReadLimits.defaults()) ? 0 : 1;
        }
        assertThat(refused).isBetween(good.length / step / 20, good.length / step);
    }
}
