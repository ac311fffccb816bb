package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Makes files that are damaged or made to harm: they are refused in one sentence, soon and in little memory. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class HostileCheckpoints {
    static final String NOT_EXECUTED = "nothing was executed";

    @TempDir
    Path folder;

    static void assertRefused(final Path file, final String... words) {
        assertRefused(file, () -> CheckpointReader.open(file).close(), words);
    }

    static void assertRefused(final Path file, final ThrowingCallable reading, final String... words) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(reading)
                .withMessageStartingWith(file + " ")
                .withMessageEndingWith(".")
                .withMessageContainingAll(words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(600));
    }

    Path file(final String content) throws IOException {
        return Files.writeString(folder.resolve("model.pt"), content, StandardCharsets.ISO_8859_1);
    }

    Path pickled(final Pickle pickle) throws IOException {
        return Archives.torchZip(folder.resolve("model.pt"), pickle.stop());
    }

    /** A dictionary with one tensor {@code w}. */
    Path withTensor(final Pickle tensor, final Map<String, byte[]> storages) throws IOException {
        return Archives.torchZip(
                folder.resolve("model.pt"),
                new Pickle()
                        .ops("}")
                        .text("w")
                        .raw(Arrays.copyOfRange(tensor.stop(), 2, tensor.stop().length - 2))
                        .ops("s")
                        .stop(),
                storages);
    }

    /** Reads all that there is; false if it was refused in the way meant for users. */
    static boolean tryAll(final Path file, final ReadLimits limits) {
        try (Checkpoint checkpoint = CheckpointReader.open(file, limits)) {
            checkpoint.claim();
            checkpoint.declaredType();
            final StateDict state = checkpoint.stateDict();
            state.names().forEach(name -> assertThat(state.floats(name))
                    .hasSize((int) state.tensor(name).elements()));
            state.health();
            return true;
        } catch (final VerifierException e) {
            assertThat(e.getMessage()).contains(file.toString()).endsWith(".");
            return false;
        }
    }
}
