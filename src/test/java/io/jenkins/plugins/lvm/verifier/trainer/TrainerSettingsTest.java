package io.jenkins.plugins.lvm.verifier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerSettingsTest {
    private static final Map<String, Object> NOTHING = Map.of();

    @Test
    void readsAChunkSizeWhereverItIsRecorded() {
        assertThat(TrainerSettings.chunkSize(Map.of("chunk_size", 5L), NOTHING, 20))
                .isEqualTo(5);
        assertThat(TrainerSettings.chunkSize(NOTHING, Map.of("chunk_size", 5L), 20))
                .isEqualTo(5);
        assertThat(TrainerSettings.chunkSize(Map.of("chunk_size", 5L), Map.of("chunk_size", 10L), 20))
                .as("the model's own configuration counts more than the command line")
                .isEqualTo(5);
    }

    @Test
    void theNumberOfChunksTellsTheirSize() {
        assertThat(TrainerSettings.chunkSize(Map.of("num_chunks", 4L), NOTHING, 20))
                .isEqualTo(5);
        assertThat(TrainerSettings.chunkSize(Map.of("num_chunks", 3L), NOTHING, 20))
                .isNull();
        assertThat(TrainerSettings.chunkSize(Map.of("num_chunks", 4L), NOTHING, null))
                .isNull();
    }

    @Test
    void whatCannotBeASizeCountsAsNotRecorded() {
        assertThat(TrainerSettings.chunkSize(Map.of("chunk_size", 0L), NOTHING, 20))
                .isNull();
        assertThat(TrainerSettings.chunkSize(Map.of("chunk_size", "ten"), NOTHING, 20))
                .isNull();
        assertThat(TrainerSettings.chunkSize(NOTHING, NOTHING, 20)).isNull();
    }
}
