package io.jenkins.plugins.lvm.verifier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UntouchedNormsTest {
    private static final Path FOLDER = PythonFixtures.run("batch_norm_fixtures.py", "batch-norm");

    @Test
    void aNormalisationThatSawNoBatchIsFound() {
        assertThat(in("untouched")).containsExactly("input_norm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seen", "scaled", "layer"})
    void oneThatSawABatchOrIsTrainedOrCountsNoneIsLeftAlone(String healthy) {
        assertThat(in(healthy)).isEmpty();
    }

    private static Set<String> in(String name) {
        try (Checkpoint checkpoint = CheckpointReader.open(FOLDER.resolve(name + ".pt"))) {
            return UntouchedNorms.in(checkpoint.stateDict());
        }
    }
}
