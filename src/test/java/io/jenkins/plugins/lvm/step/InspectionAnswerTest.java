package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.Inspection;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What stands under the button, of what the engine really says of the examples, and of what a stranger may have it say. */
class InspectionAnswerTest {
    private static InspectionAnswer shown(String json) {
        return InspectionAnswer.of(AgentJson.parse(json), "best.pt on gpu-1");
    }

    private static InspectionAnswer of(String example) {
        return shown(ContractJson.render(Inspection.of(Path.of("examples", example))));
    }

    @Test
    void aCheckpointsFunctionClaimEpochAndSizeAreShown() {
        InspectionAnswer answer = of("lstm_broken.pt");

        assertThat(answer.isComplete()).isTrue();
        assertThat(answer.markup())
                .startsWith("best.pt on gpu-1<br>Forward definition that fits: lstm-baseline<br>Claim: val_cosine 0.53")
                .endsWith("<br>Epoch: 1<br>Parameters: 690,944");
    }

    @Test
    void allFunctionsThatFitAreNamed() {
        assertThat(of("amn_healthy.pt").markup())
                .contains(
                        "Forward definition that fits: attention-mixture, additive-memory<br>Claim: val_cosine 0.5344<br>");
    }

    @Test
    void dataIsNoCheckpoint() {
        InspectionAnswer answer = of("sequences.npz");

        assertThat(answer.isComplete()).isFalse();
        assertThat(answer.markup()).contains("That is data, not a checkpoint", "context_sequences");
    }

    @Test
    void whatIsMissingIsAWarning() {
        InspectionAnswer answer =
                shown("{\"kind\": \"checkpoint\", \"claims\": [{\"metric\": \"val_cosine\", \"value\": null}],"
                        + " \"forwardDefinitions\": [], \"misfit\": \"Nothing known has these tensors.\"}");

        assertThat(answer.isComplete()).isFalse();
        assertThat(answer.markup())
                .contains("No forward definition fits: Nothing known has these tensors.")
                .contains("It claims nothing")
                .contains("Epoch: –<br>Parameters: –");
    }

    @Test
    void namesOfStrangersAreTextAndEndSomewhere() {
        String name = "<script>alert(1)</script>\\u202e" + "x".repeat(5000);
        String markup = shown(
                        "{\"kind\": \"checkpoint\", \"epoch\": \"<img src=x>\", \"forwardDefinitions\": [{\"name\": \""
                                + name + "\"}, 3, {}], \"claims\": 7, \"parameterCount\": \"<b>\"}")
                .markup();

        assertThat(markup.replace("<br>", ""))
                .doesNotContain("<", ">", "\u202e")
                .hasSizeLessThan(2000);
    }

    @Test
    void whatIsNoAnswerIsRefused() {
        assertThatThrownBy(() -> shown("[]")).hasMessage("it tells nothing of a file");
        assertThatThrownBy(() -> shown("")).hasMessageContaining("it is not JSON");
        assertThatThrownBy(() -> shown("[".repeat(100) + "]".repeat(100))).hasMessageContaining("it is not JSON");
        assertThatThrownBy(() -> shown("{} {}")).hasMessageContaining("it is not JSON");
    }
}
