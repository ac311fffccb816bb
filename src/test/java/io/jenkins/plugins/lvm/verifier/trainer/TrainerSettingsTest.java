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

    @Test
    void readsHowManyBatchesAreValidatedOn() {
        assertThat(TrainerSettings.batchLimits(20, Map.of("limit_val_batches", 3L), Map.of("limit_val_batches", 5L)))
                .containsExactly(Map.entry("limit_val_batches", 3));
        assertThat(TrainerSettings.batchLimits(
                        20, Map.of("limit_val_batches", 0.25), Map.of("num_sanity_val_steps", 2L)))
                .containsExactly(Map.entry("limit_val_batches", 5), Map.entry("num_sanity_val_steps", 2));
        for (Object none : new Object[] {1.0, 0L, -1L, 20L, 100L, 2.5, 0.01, Double.NaN, "3"}) {
            assertThat(TrainerSettings.batchLimits(20, Map.of("limit_val_batches", none)))
                    .as("%s", none)
                    .isEmpty();
        }
    }
}
