package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.jenkins.plugins.lvm.DocumentTable;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardDefinitionsTest extends ShapedWeights {
    @Test
    void putsTheTrainersDefinitionFirst() {
        assertThat(names(amn(768, 256, 512), NONE)).containsExactly("attention-mixture", "additive-memory");
    }

    @Test
    void shapesTellTheTwoAmnClassesApartWhereTheyDiffer() {
        assertThat(names(amn(24, 16, 40).with("residual_net.0.weight", 40, 96), NONE))
                .as("2 * 24 columns for one, 6 * 16 for the other, and 40 / 2 rows for one, 16 for the other")
                .isEmpty();
        assertThat(names(TorchModel.named("small-amn").weights(), NONE)).containsExactly("attention-mixture");
        assertThat(names(TorchModel.named("small-additive").weights(), NONE)).containsExactly("additive-memory");
    }

    @Test
    void seesThroughTheResidualWrapper() {
        final FittingDefinition definition = ForwardDefinitions.fitting(
                        TorchModel.named("small-gru-stack-residual").weights(), NONE)
                .get(0);
        assertThat(definition.name()).isEqualTo("gru-stack");
        assertThat(definition.residual()).isTrue();
        assertThat(definition.parameterNames()).contains("alpha", "base.input_proj.weight");
    }

    @Test
    void refusesAnAlphaThatIsNoNumber() {
        final TestWeights weights =
                TorchModel.named("small-gru-stack-residual").weights().with("alpha", 24);
        assertRefused(() -> ForwardDefinitions.byName("gru-stack", weights, NONE), "'alpha' is not a single number");
    }

    @Test
    void recognisesThePositionalComponent() {
        final TestWeights weights = lstm(769, 512, 2, 768);
        final FittingDefinition unknown =
                ForwardDefinitions.fitting(weights, NONE).get(0);
        assertThat(unknown.inputDim()).isEqualTo(769);
        assertThat(unknown.vectorDim()).isEqualTo(768);
        assertThat(unknown.positionalScale()).isEqualTo(0.03);
        assertThat(unknown.notes()).singleElement().asString().contains("default 0.03");
        final FittingDefinition known = ForwardDefinitions.fitting(weights, new ModelHints(null, null, null, 0.1, 5))
                .get(0);
        assertThat(known.positionalScale()).isEqualTo(0.1);
        assertThat(known.notes()).isEmpty();
    }

    @Test
    void refusesInputsThatAreNeitherVectorsNorVectorsWithPosition() {
        assertRefused(
                () -> ForwardDefinitions.fitting(lstm(770, 512, 2, 768), NONE),
                "lstm-baseline: its input has 770 components and its prediction 768");
    }

    @Test
    void saysWhyAttentionMixtureCannotHaveAPosition() {
        final TestWeights weights =
                amn(769, 256, 512).with("residual_net.6.weight", 768, 256).with("residual_net.6.bias", 768);
        assertRefused(
                () -> ForwardDefinitions.byName("attention-mixture", weights, NONE),
                "it adds its prediction of 768 components to the mean of contexts of 769, so it can have no positional input");
    }

    @Test
    void everyEntryTellsWhichSizesTrainersRecord() {
        TestWeights weights = TorchModel.named("small-gru-stack-residual").weights();
        assertThat(ForwardDefinitions.fitting(weights, NONE).get(0).configuration(weights))
                .containsExactly(
                        entry("model_type", "gru"),
                        entry("input_dim", 24),
                        entry("output_dim", 24),
                        entry("d_model", 12L),
                        entry("num_layers", 2));
    }

    @Test
    void theDocumentShowsEveryEntry() throws IOException {
        DocumentTable.assertShows(
                Path.of("docs/models.md"),
                "| definition | what people call it | `model_type` | what weights do not show (trainers' default) |",
                ForwardDefinitions.table());
    }

    static Stream<TorchModel> models() {
        return TorchModel.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatFitsIsRecognisedByItsNames(TorchModel model) {
        Set<String> names = model.weights().names();
        FittingDefinition first =
                ForwardDefinitions.fitting(model.weights(), model.hints()).get(0);
        String label = first.definition().architecture().label();
        assertThat(KnownArchitectures.architecture(names))
                .contains(label + (first.residual() ? " in a residual-next wrapper" : ""));
    }

    @Test
    void everyTensorHasToBeUsed() {
        assertRefused(
                () -> ForwardDefinitions.byName(
                        "lstm-baseline", lstm(24, 10, 2, 24).with("extra.weight", 3), NONE),
                "it has no use for 'extra.weight'");
        assertRefused(
                () -> ForwardDefinitions.byName(
                        "lstm-baseline", lstm(24, 10, 2, 24).without("lstm.bias_hh_l1"), NONE),
                "there is no tensor 'lstm.bias_hh_l1'");
    }

    @Test
    void everyShapeHasToBeRight() {
        assertRefused(
                () -> ForwardDefinitions.byName(
                        "lstm-baseline", lstm(24, 10, 2, 24).with("lstm.weight_hh_l1", 40, 11), NONE),
                "'lstm.weight_hh_l1' has shape [40, 11] where [40, 10] is needed");
        assertRefused(
                () -> ForwardDefinitions.byName(
                        "lstm-baseline", lstm(24, 10, 2, 24).with("output_proj.weight", 24), NONE),
                "'output_proj.weight' has shape [24] where [any, 10] is needed");
    }

    @Test
    void refusesRecurrentLayersThatNoTrainerMakes() {
        assertRefused(
                () -> ForwardDefinitions.fitting(lstm(24, 10, 1, 24).with("lstm.weight_ih_l0_reverse", 40, 24), NONE),
                "it reads in both directions, which is not supported ('lstm.weight_ih_l0_reverse')");
        assertRefused(
                () -> ForwardDefinitions.fitting(lstm(24, 10, 1, 24).with("lstm.weight_hr_l0", 5, 10), NONE),
                "it projects its state (proj_size), which is not supported ('lstm.weight_hr_l0')");
    }

    @Test
    void theContextLengthHasToSuit() {
        final TestWeights mlp = TorchModel.named("small-mlp").weights();
        assertThat(names(mlp, new ModelHints(null, null, null, null, 5))).containsExactly("mlp");
        assertRefused(
                () -> ForwardDefinitions.byName("mlp", mlp, new ModelHints(null, null, null, null, 6)),
                "it takes contexts of exactly 5 vectors, and the data has 6");
        assertThat(names(amn(768, 256, 512), new ModelHints(null, null, null, null, 1)))
                .containsExactly("attention-mixture");
    }

    @Test
    void namesWhatItSawIfNothingFits() {
        final Map<String, long[]> shapes = new LinkedHashMap<>();
        for (int i = 0; i < 7; i++) {
            shapes.put("net." + i + ".weight", new long[] {3, 3});
        }
        final TestWeights weights = TestWeights.of(shapes);
        assertThatThrownBy(() -> ForwardDefinitions.fitting(weights, new ModelHints("mamba_s", null, null, null, null)))
                .isInstanceOfSatisfying(VerifierException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNREADABLE);
                    assertThat(e)
                            .hasMessage(
                                    "No forward definition fits these weights, which are declared as 'mamba_s'. They hold"
                                            + " 'net.0.weight', 'net.1.weight', 'net.2.weight', 'net.3.weight', 'net.4.weight' and 2"
                                            + " more.");
                    assertThat(e.hint()).contains("--forward-onnx", "docs/models.md");
                });
    }

    @Test
    void anUnknownNameIsAnErrorOfUsage() {
        assertThatThrownBy(() -> ForwardDefinitions.byName("amn", amn(768, 256, 512), NONE))
                .isInstanceOfSatisfying(VerifierException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.USAGE);
                    assertThat(e).hasMessage("There is no forward definition 'amn'.");
                    assertThat(e.hint()).contains(ForwardDefinitions.names());
                });
    }

    @Test
    void sizesBeyondReasonDoNotFit() {
        assertRefused(
                () -> ForwardDefinitions.byName(
                        "mlp", TestWeights.of(Map.of("network.0.weight", new long[] {1, 1L << 40})), NONE),
                "'network.0.weight' has shape [1, 1099511627776]");
    }

    private static List<String> names(final Weights weights, final ModelHints hints) {
        try {
            return ForwardDefinitions.fitting(weights, hints).stream()
                    .map(FittingDefinition::name)
                    .toList();
        } catch (VerifierException e) {
            return List.of();
        }
    }

    private static TestWeights amn(final int dim, final int width, final int hidden) {
        final Map<String, long[]> shapes = new LinkedHashMap<>();
        linear(shapes, "context_encoder", dim, width);
        linear(shapes, "query_encoder", dim, width);
        linear(shapes, "residual_net.0", 2 * dim, hidden);
        norm(shapes, "residual_net.2", hidden);
        linear(shapes, "residual_net.3", hidden, hidden / 2);
        norm(shapes, "residual_net.5", hidden / 2);
        linear(shapes, "residual_net.6", hidden / 2, dim);
        return TestWeights.of(shapes);
    }

    private static void norm(final Map<String, long[]> shapes, final String name, final int width) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }
}
