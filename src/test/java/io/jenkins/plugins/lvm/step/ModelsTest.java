package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Several models in one step, each with parameters of its own. */
class ModelsTest {
    private static VerifyLvmCheckpointBuilder step(List<Map<String, Object>> models) {
        VerifyLvmCheckpointBuilder step = new VerifyLvmCheckpointBuilder(null, "/data/$SET.npz");
        step.setFailThreshold(0.2);
        step.setModels(models);
        return step;
    }

    @Test
    void anEntryHasItsOwnParametersAndElseTheSteps() throws Exception {
        List<VerificationSettings> all = step(List.of(
                        Map.of("checkpoint", "/models/$SET/gru.pt", "failThreshold", 0.1, "id", "gru"),
                        Map.of("checkpoint", "amn.pt", "data", "other.npz", "devices", List.of("cpu", "cuda"))))
                .settings(text -> text.replace("$SET", "small"));

        assertThat(all).hasSize(2);
        assertThat(all.get(0).checkpoint()).isEqualTo("/models/small/gru.pt");
        assertThat(all.get(0).get(Settings.DATA)).isEqualTo("/data/small.npz");
        assertThat(all.get(0).get(Settings.FAIL_THRESHOLD)).isEqualTo(0.1);
        assertThat(all.get(0).get(Settings.ID)).isEqualTo("gru");
        assertThat(all.get(1).get(Settings.DATA)).isEqualTo("other.npz");
        assertThat(all.get(1).get(Settings.FAIL_THRESHOLD)).isEqualTo(0.2);
        assertThat(all.get(1).get(Settings.DEVICES)).containsExactly("cpu", "cuda");
    }

    @Test
    void theyAreTheSameAfterARestart() throws Exception {
        List<VerificationSettings> all = step(List.of(Map.of("checkpoint", "a.pt"), Map.of("checkpoint", "b.pt")))
                .settings(UnaryOperator.identity());
        List<VerificationSettings> one =
                step(List.of(Map.of("checkpoint", "a.pt"))).settings(UnaryOperator.identity());

        assertThat(VerificationSettings.allFromJson(VerificationSettings.toJson(all)))
                .extracting(VerificationSettings::checkpoint)
                .containsExactly("a.pt", "b.pt");
        assertThat(VerificationSettings.allFromJson(VerificationSettings.toJson(one)))
                .extracting(VerificationSettings::checkpoint)
                .containsExactly("a.pt");
    }

    @Test
    void whatIsWrongInAnEntryIsSaid() {
        assertThatThrownBy(() -> step(List.of(Map.of("checkpoint", "a.pt", "treshold", 1)))
                        .settings(UnaryOperator.identity()))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("[treshold]");
        assertThatThrownBy(() -> step(List.of(Map.of("data", "a.npz"))).settings(UnaryOperator.identity()))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("checkpoint");
        assertThatThrownBy(() -> step(List.of(Map.of("checkpoint", "a.pt", "failThreshold", "high")))
                        .settings(UnaryOperator.identity()))
                .isInstanceOf(AbortException.class);
    }
}
