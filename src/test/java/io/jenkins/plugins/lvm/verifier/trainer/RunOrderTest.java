package io.jenkins.plugins.lvm.verifier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOrderTest {
    @ParameterizedTest
    @CsvSource({
        "epoch_12.pt, 12",
        "epoch12.pt, 12",
        "model_epoch=7_val=0.51.pt, 7",
        "amn_20251031_epoch_3.pth, 3",
        "ep-04.safetensors, 4",
        "checkpoint_E5.pt, 5",
        "step_1000.pt, 1000",
        "checkpoint-250.pt, 250",
        "7.pt, 7",
        "best_model.pt,",
        "ckpt_99999999999999999999.pt,"
    })
    void findsTheEpochInAName(String name, @Nullable Long epoch) {
        assertThat(RunOrder.named(Path.of("run", name))).isEqualTo(epoch);
    }
}
