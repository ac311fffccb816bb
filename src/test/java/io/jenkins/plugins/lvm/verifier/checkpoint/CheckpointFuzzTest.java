package io.jenkins.plugins.lvm.verifier.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes of a checkpoint are, the only exception is the one with a sentence for the user. Runs on the seeds in the resources unless {@code JAZZER_FUZZ=1} is set. */
class CheckpointFuzzTest {
    /** Small enough for many runs a second. */
    static final ReadLimits LIMITS = new ReadLimits(
            1 << 16,
            1 << 16,
            new ReadLimits.Pickles(1 << 16, 10_000, 10_000),
            new ReadLimits.Trees(10_000, 50),
            new ReadLimits.Tensors(1 << 12, 1 << 16));

    @TempDir
    private static Path folder;

    /** Whole files of all formats, down to the values of tensors. */
    @FuzzTest(maxDuration = "20s")
    void file(final byte[] bytes) throws IOException {
        final Path file = Files.write(folder.resolve("fuzz.pt"), bytes);
        HostileCheckpoints.tryAll(file, LIMITS);
    }
}
