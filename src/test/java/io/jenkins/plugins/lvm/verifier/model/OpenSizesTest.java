package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes that weights do not show: head counts and chunk sizes. */
class OpenSizesTest extends ShapedWeights {
    @Test
    void takesARecordedHeadCount() {
        final TestWeights weights = TorchModel.named("small-transformer-3-4").weights();
        assertThat(ForwardDefinitions.fitting(weights, new ModelHints(null, 2, null, null, null)))
                .singleElement()
                .satisfies(definition -> {
                    assertThat(definition.name()).isEqualTo("transformer-decoder");
                    assertThat(definition.heads()).isEqualTo(2);
                    assertThat(definition.notes()).isEmpty();
                });
    }

    @Test
    void makesAVariantOfEachLikelyHeadCountIfNoneIsRecorded() {
        final TestWeights weights = TorchModel.named("transformer-256").weights();
        final List<FittingDefinition> variants = ForwardDefinitions.fitting(weights, NONE);
        assertThat(variants)
                .extracting(FittingDefinition::name)
                .containsExactly(
                        "transformer-decoder[heads=8]",
                        "transformer-decoder[heads=4]",
                        "transformer-decoder[heads=16]");
        assertThat(variants.get(0).notes()).containsExactly("the number of attention heads is not recorded");
        assertThat(ForwardDefinitions.byName("transformer-decoder", weights, NONE)
                        .heads())
                .isEqualTo(8);
        assertThat(ForwardDefinitions.byName("transformer-decoder[heads=32]", weights, NONE)
                        .heads())
                .isEqualTo(32);
    }

    @Test
    void anImpossibleHeadCountCountsAsNotRecorded() {
        final TestWeights weights = TorchModel.named("transformer-256").weights();
        assertThat(ForwardDefinitions.fitting(weights, new ModelHints(null, 7, null, null, null)))
                .hasSize(3)
                .first()
                .satisfies(definition -> assertThat(definition.notes())
                        .containsExactly("the recorded 7 attention heads do not divide the width 256"));
        assertRefused(
                () -> ForwardDefinitions.byName("transformer-decoder[heads=7]", weights, NONE),
                "7 heads do not divide the width 256");
        assertRefused(
                () -> ForwardDefinitions.byName("lstm-baseline[heads=8]", lstm(768, 512, 2, 768), NONE),
                "it has no variants by heads");
    }

    @Test
    void takesARecordedChunkSize() {
        TestWeights weights = TorchModel.named("small-hierarchical-gru-5").weights();
        assertThat(ForwardDefinitions.fitting(weights, new ModelHints(null, null, 5, null, 20)))
                .singleElement()
                .satisfies(definition -> {
                    assertThat(definition.name()).isEqualTo("hierarchical-gru");
                    assertThat(definition.chunkSize()).isEqualTo(5);
                    assertThat(definition.heads()).isNull();
                    assertThat(definition.notes()).isEmpty();
                });
        assertRefused(
                () -> ForwardDefinitions.byName("hierarchical-gru", weights, new ModelHints(null, null, 10, null, 25)),
                "it takes contexts of a multiple of 10 vectors, and the data has 25");
    }

    @Test
    void makesAVariantOfEachChunkSizeThatDividesTheContextIfNoneIsRecorded() {
        TestWeights weights = TorchModel.named("small-hierarchical-gru-5").weights();
        List<FittingDefinition> variants =
                ForwardDefinitions.fitting(weights, new ModelHints(null, null, null, null, 20));
        assertThat(variants)
                .extracting(FittingDefinition::name)
                .containsExactly(
                        "hierarchical-gru[chunk=10]",
                        "hierarchical-gru[chunk=5]",
                        "hierarchical-gru[chunk=20]",
                        "hierarchical-gru[chunk=4]",
                        "hierarchical-gru[chunk=2]",
                        "hierarchical-gru[chunk=1]");
        assertThat(variants.get(0).notes()).containsExactly("the chunk size is not recorded");
        assertThat(ForwardDefinitions.byName("hierarchical-gru[chunk=8]", weights, NONE)
                        .chunkSize())
                .isEqualTo(8);
        assertRefused(
                () -> ForwardDefinitions.byName("hierarchical-gru[chunk=0]", weights, NONE),
                "chunks of 0 vectors are impossible");
        assertRefused(
                () -> ForwardDefinitions.byName("hierarchical-gru[heads=8]", weights, NONE),
                "it has no variants by heads");
    }

    @Test
    void chunkSizesChangeWhatIsPredicted() {
        TorchModel model = TorchModel.named("small-hierarchical-gru-5");
        TorchModel.Case sample = model.cases().get(0);
        List<FittingDefinition> variants =
                ForwardDefinitions.fitting(model.weights(), new ModelHints(null, null, null, null, sample.length()));
        float[] expected = model.predictions(sample, "hierarchical-gru");
        try (ForwardPass pass = new ForwardPass(
                variants, model.weights(), TorchEngine.start(null, 1).device("cpu"))) {
            float[][] predictions = pass.predict(model.contexts(sample), sample.batch(), sample.length());
            for (int i = 0; i < predictions.length; i++) {
                boolean same = variants.get(i).chunkSize() == 5;
                assertThat(farthest(predictions[i], expected) <= 1e-5)
                        .as(variants.get(i).name())
                        .isEqualTo(same);
            }
        }
    }

    private static double farthest(float[] one, float[] other) {
        double farthest = 0;
        for (int i = 0; i < one.length; i++) {
            farthest = Math.max(farthest, Math.abs(one[i] - other[i]));
        }
        return farthest;
    }
}
