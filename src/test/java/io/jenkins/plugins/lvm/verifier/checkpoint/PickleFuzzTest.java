package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleInput;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleReader;
import java.io.ByteArrayInputStream;
import java.nio.ByteOrder;

/** Whatever the instructions of a pickle are, the only exception is the one with a sentence for the user. Runs on the seeds in the resources unless {@code JAZZER_FUZZ=1} is set. */
class PickleFuzzTest {
    private static final FileErrors SUBJECT =
            (predicate, hint) -> VerifierException.unreadable("fuzz " + predicate, hint);

    /** The pickle machine, with every storage of any size at hand. */
    @FuzzTest(maxDuration = "20s")
    void pickle(final byte[] bytes) {
        final PickleInput input = new PickleInput(
                new ByteArrayInputStream(bytes),
                bytes.length,
                CheckpointFuzzTest.LIMITS.pickle().bytes(),
                SUBJECT);
        final PersistentStorages storages =
                new PersistentStorages(SUBJECT, (key, size) -> null, ByteOrder.LITTLE_ENDIAN);
        try {
            final Object value = new PickleReader(
                            input,
                            AllowedGlobals.list(CheckpointFuzzTest.LIMITS),
                            storages::load,
                            CheckpointFuzzTest.LIMITS,
                            SUBJECT)
                    .read();
            PlainValues.of(value, CheckpointFuzzTest.LIMITS, SUBJECT);
        } catch (final VerifierException e) {
            assertThat(e.getMessage()).startsWith("fuzz ").endsWith(".");
        }
    }
}
