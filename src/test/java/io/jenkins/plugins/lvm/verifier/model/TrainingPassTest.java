package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.lvm.verifier.model.TorchModel.Case;
import java.util.Comparator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stacked recurrent layers in training mode, by torch's fused operators and spelled out. */
class TrainingPassTest {
    /** So rarely that nothing is dropped here. */
    private static final double NEVER = 1e-12;

    private static TorchDevice cpu;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "small-lstm-3", "small-hierarchical-gru-10", "small-custom-gru"})
    void predictsAsInEvaluationModeWhereNothingIsDropped(String name) {
        TorchModel model = TorchModel.named(name);
        Case sample = usual(model);
        float[] expected = model.predictions(sample, definitionName(sample));

        float[] predicted = predict(model, sample, NEVER, 1);

        for (int i = 0; i < expected.length; i++) {
            assertThat(predicted[i]).as("component %d", i).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "small-lstm-3", "small-hierarchical-gru-10", "small-custom-gru"})
    void dropsWhatItsSeedSays(String name) {
        TorchModel model = TorchModel.named(name);
        Case sample = usual(model);

        float[] first = predict(model, sample, 0.3, 1);

        assertThat(predict(model, sample, 0.3, 1)).isEqualTo(first);
        assertThat(predict(model, sample, 0.3, 2)).isNotEqualTo(first);
        assertThat(first).isNotEqualTo(predict(model, sample, NEVER, 1));
    }

    private static Case usual(TorchModel model) {
        return model.cases().stream().max(Comparator.comparingInt(Case::batch)).orElseThrow();
    }

    private static String definitionName(Case sample) {
        return sample.predictions().keySet().iterator().next();
    }

    private static float[] predict(TorchModel model, Case sample, double rate, int seed) {
        FittingDefinition definition =
                ForwardDefinitions.byName(definitionName(sample), model.weights(), model.hints());
        try (TrainingPass pass = new TrainingPass(definition, model.weights(), cpu, rate)) {
            pass.seed(seed);
            return pass.predict(model.contexts(sample), sample.batch(), sample.length());
        }
    }
}
