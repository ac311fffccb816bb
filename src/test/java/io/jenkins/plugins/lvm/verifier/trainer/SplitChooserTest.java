package io.jenkins.plugins.lvm.verifier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitChooserTest {
    private static final Convention ARTICLES = Trainer.conventionFor(new TrainingEvidence(
            Set.of("model_type", "val_cosine", "args"), Map.of("curriculum", "full"), Map.of(), Set.of(), true));
    private static final Convention MAMBA = Trainer.conventionFor(
            new TrainingEvidence(Set.of("val_cosine", "args"), Map.of("val_split", 0.1), Map.of(), Set.of(), false));

    @Test
    void anotherSplitThanTheTrainersIsRoundedAsMostTrainersDo() {
        assertThat(random(6011, ARTICLES).rows().size())
                .as("6011 - int(0.9 * 6011)")
                .isEqualTo(602);
    }

    @Test
    void theTrainersOwnSplitKeepsItsRounding() {
        assertThat(random(6011, MAMBA).rows().size()).as("int(0.1 * 6011)").isEqualTo(601);
    }

    private static ChosenSplit random(int sequences, Convention convention) {
        VerificationRequest request = VerificationRequest.of(List.of("best_model.pt"), "sequences.npz")
                .split("random")
                .seed(42L)
                .build();
        return new SplitChooser(request, sequences, null).choose(convention);
    }
}
