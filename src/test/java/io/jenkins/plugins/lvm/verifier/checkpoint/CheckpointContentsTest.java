package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.model.KnownArchitectures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where claim, configuration and weights are found, and what is said where they are not. */
class CheckpointContentsTest {
    private static Path fixtures;

    @BeforeAll
    static void makeFixtures() {
        fixtures = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
    }

    private static Checkpoint open(final String name) {
        return CheckpointReader.open(fixtures.resolve(name + ".pt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nan | val_cosine is NaN, which no mean cosine can be",
                "infinite | val_metrics.val_cosine is Infinity, which no mean cosine can be",
                "percent | val_cosine is 53.29, which no mean cosine can be",
                "text | metrics.val_cosine is a string, not a number",
                "none | val_cosine is None, not a number",
                "vector | val_cosine is a tensor float32[3], not a number"
            })
    void anUnusableClaimIsReportedAsSuch(final String name, final String problem) {
        try (Checkpoint checkpoint = open("unusable_" + name)) {
            assertThat(checkpoint.claim()).get().satisfies(claim -> {
                assertThat(claim.isUsable()).isFalse();
                assertThat(claim.value()).isNull();
                assertThat(claim.problem()).isEqualTo(problem);
            });
        }
    }

    @Test
    void aUsableClaimComesBeforeAnUnusableOne() {
        try (Checkpoint checkpoint = open("unusable_second_place")) {
            assertThat(checkpoint.statedMetrics()).hasSize(2);
            assertThat(checkpoint.claim()).contains(new StatedMetric("cos_next", "metrics.cos_next", 0.25, null));
        }
    }

    @Test
    void thereNeedNotBeAClaim() {
        try (Checkpoint checkpoint = open("unusable_absent")) {
            assertThat(checkpoint.statedMetrics()).isEmpty();
            assertThat(checkpoint.claim()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no_weights | holds no state dict; its keys are epoch, loss.",
                "not_a_tensor | holds a state dict whose entry scale is a number, not a tensor."
            })
    void aLayoutWithoutOneModelIsNamedYetOpens(final String name, final String sentence) {
        try (Checkpoint checkpoint = open("layout_" + name)) {
            assertThat(checkpoint.topLevelKeys()).isNotEmpty();
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(checkpoint::stateDict)
                    .withMessage(checkpoint.path() + " " + sentence);
        }
    }

    @ParameterizedTest
    @CsvSource({"two_tower, true", "query_and_document, true", "query, false"})
    void aSecondTowerIsForTheTargets(String name, boolean second) {
        try (Checkpoint checkpoint = open("layout_" + name)) {
            assertThat(checkpoint.stateDict().names()).containsExactly("w");
            assertThat(checkpoint.targetTower().map(StateDict::names))
                    .isEqualTo(second ? Optional.of(Set.of("w")) : Optional.empty());
            assertThat(checkpoint.otherStateDicts()).isEmpty();
        }
    }

    @Test
    void somethingElseThanADictionaryIsRefused() {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> open("layout_list"))
                .withMessageEndingWith("holds a list, not a dictionary.");
    }

    @Test
    void configurationIsFoundUnderEitherName() {
        try (Checkpoint config = open("layout_config");
                Checkpoint namespace = open("layout_namespace");
                Checkpoint neither = open("bare_dict")) {
            assertThat(config.args()).isEqualTo(config.config()).containsEntry("batch_size", 8L);
            assertThat(config.declaredType()).contains("lstm");
            assertThat(namespace.declaredType()).contains("amn");
            assertThat(neither.args()).isEmpty();
            assertThat(neither.modelConfig()).isEmpty();
            assertThat(neither.declaredType()).isEmpty();
        }
    }

    @Test
    void textsOfSafetensorsAreTakenAsWhatTheyStandFor() {
        try (Checkpoint checkpoint = CheckpointReader.open(fixtures.resolve("model.safetensors"))) {
            assertThat(checkpoint.format()).isEqualTo("safetensors");
            assertThat(checkpoint.claim()).contains(new StatedMetric("val_cosine", "val_cosine", 0.5329, null));
            assertThat(checkpoint.declaredType()).contains("gru");
            assertThat(checkpoint.args()).containsEntry("batch_size", 16L);
        }
    }

    @Test
    void weightsAreCountedWithTheirHealth() {
        try (Checkpoint checkpoint = open("layout_shared")) {
            final StateDict state = checkpoint.stateDict();
            assertThat(state.tensor("a").storageKey())
                    .isEqualTo(state.tensor("b").storageKey());
            assertThat(state.parameterCount()).isEqualTo(9);
            assertThat(state.health().weights()).isEqualTo(9);
            assertThat(state.health().zero()).isEqualTo(3);
            assertThat(state.health().nonFinite()).isEqualTo(1);
            assertThat(state.health().deadShare()).isEqualTo(4 / 9.0);
            assertThat(state.tensor("zero").health().deadShare()).isEqualTo(1);
            assertThatIllegalArgumentException().isThrownBy(() -> state.floats("absent"));
        }
    }

    @Test
    void theDigestIsThatOfTheFile(@TempDir final Path folder) throws Exception {
        final Path file =
                Archives.torchZip(folder.resolve("a.pt"), new Pickle().ops("}").stop());
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            assertThat(checkpoint.sha256())
                    .isEqualTo(java.util.HexFormat.of()
                            .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                    .digest(Files.readAllBytes(file))));
        }
    }

    @Test
    void aFileThatIsRewrittenWhileOpenGivesASentence(@TempDir final Path folder) throws Exception {
        byte[] zeros = Files.readAllBytes(fixtures.resolve("geometry.pt"));
        Path file = Files.write(folder.resolve("a.pt"), zeros);
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            StateDict state = checkpoint.stateDict();
            String digest = checkpoint.sha256();
            byte[] others = zeros.clone();
            for (int i = others.length / 4; i < others.length * 3 / 4; i++) {
                others[i] ^= 1;
            }
            Files.write(file, others, StandardOpenOption.WRITE); // in place, as torch.save does
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() -> state.names().forEach(state::floats))
                    .withMessage(file + " changed while it was being verified.");
            assertThat(checkpoint.sha256()).isEqualTo(digest);
        }
    }

    @Test
    void otherTensorsInTheFileAreNamed(@TempDir Path folder) throws Exception {
        Pickle pickle = new Pickle().ops("}");
        for (String key : List.of("model_state_dict", "ema_state_dict")) {
            byte[] tensor = new Pickle()
                    .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
                    .stop();
            pickle.text(key)
                    .ops("}")
                    .text("w")
                    .raw(Arrays.copyOfRange(tensor, 2, tensor.length - 1))
                    .ops("ss");
        }
        Path file = Archives.torchZip(folder.resolve("a.pt"), pickle.stop(), Map.of("0", new byte[4]));
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            assertThat(checkpoint.otherStateDicts()).containsExactly("ema_state_dict");
        }
        try (Checkpoint checkpoint = CheckpointReader.open(fixtures.resolve("trainer.pt"))) {
            assertThat(checkpoint.otherStateDicts()).isEmpty();
        }
    }

    @Test
    void aFileCutOffWhileOpenGivesASentence(@TempDir final Path folder) throws Exception {
        final Path file = Files.copy(fixtures.resolve("geometry.pt"), folder.resolve("a.pt"));
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            final StateDict state = checkpoint.stateDict();
            Files.write(file, "PK".getBytes(StandardCharsets.UTF_8));
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() -> state.floats("large_slice"))
                    .withMessage(file + " changed while it was being verified.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "context_encoder.weight query_encoder.weight residual_net.0.weight | attention-mixture or additive-memory network",
                "lstm.weight_ih_l0 output_proj.weight | lstm-baseline",
                "lstm.weight_ih_l0 head.0.weight head.3.bias | LSTM with a head (train_lstm_baseline)",
                "lstm.weight_ih_l0 output_proj.0.weight | LSTM with a two-layer projection (train_lstm)",
                "lstm.weight_ih_l0 fc.weight layer_norm.weight | deeper LSTM (train_deeper_lstm)",
                "input_proj.weight blocks.0.gru.weight_ih_l0 blocks.0.norm.weight | gru-stack",
                "input_proj.weight blocks.0.lstm.weight_ih_l0 | lstm-blocks",
                "input_proj.weight blocks.0.mamba.weight_ih_l0 head.0.weight | mamba model (GRU fallback)",
                "layers.0.A_log layers.0.D | mamba model",
                "pos_encoder.pe transformer_decoder.layers.0.norm1.weight head.0.weight | transformer-decoder",
                "pos_encoder.pe transformer.layers.0.norm1.weight head.0.weight | simple transformer encoder",
                "pos_encoder transformer.layers.0.norm1.weight context_attention.weight anchor_lambda head.0.weight | P7 ranker",
                "pos_encoder transformer.layers.0.norm1.weight context_attention.0.weight | P8 constrained model",
                "pos_embedding decay_mask.threshold layers.0.norm1.weight output_head.0.weight | GraphMERT-LVM",
                "network.0.weight network.3.weight | simple MLP",
                "net.0.weight net.3.weight | alignment head",
                "alpha base.input_proj.weight base.blocks.0.gru.weight_ih_l0 | gru-stack in a residual-next wrapper"
            })
    void architecturesAreNamedFromParameterNames(final String names, final String architecture) {
        assertThat(KnownArchitectures.architecture(Set.of(names.split(" ")))).contains(architecture);
    }

    @Test
    void anUnknownArchitectureIsNotGuessed() {
        assertThat(KnownArchitectures.architecture(Set.of("encoder.weight", "decoder.weight")))
                .isEmpty();
    }
}
