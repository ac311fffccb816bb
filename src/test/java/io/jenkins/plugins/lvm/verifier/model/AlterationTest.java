package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.model.TorchModel.Case;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same weights through other code, held against real torch that runs them through that code. */
class AlterationTest {
    private static final float PER_COMPONENT = 1e-5f;

    private static TorchDevice cpu;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
    }

    static Stream<TorchModel> models() {
        return TorchModel.altered();
    }

    @ParameterizedTest
    @MethodSource("models")
    void predictsWhatTorchPredictsThroughOtherCode(TorchModel model) {
        Map<String, FittingDefinition> known = known(model);
        for (Case sample : model.cases()) {
            List<String> names = List.copyOf(sample.predictions().keySet());
            assertThat(known).containsKeys(names.toArray(String[]::new));
            List<FittingDefinition> run = names.stream().map(known::get).toList();
            try (ForwardPass pass = new ForwardPass(run, model.weights(), cpu)) {
                float[][] predicted = pass.predict(model.contexts(sample), sample.batch(), sample.length());
                for (int i = 0; i < predicted.length; i++) {
                    assertThat(largestDifference(predicted[i], model.predictions(sample, names.get(i))))
                            .as("%s on %s", names.get(i), sample)
                            .isLessThanOrEqualTo(PER_COMPONENT);
                }
            }
        }
    }

    /** A variant that computes what the definition computes would prove nothing of either. */
    @ParameterizedTest
    @MethodSource("models")
    void eachIsAnotherFunction(TorchModel model) {
        Case sample = model.cases().get(model.cases().size() - 1);
        List<float[]> different = new ArrayList<>();
        sample.predictions().keySet().forEach(name -> {
            float[] predictions = model.predictions(sample, name);
            assertThat(different).as(name).noneMatch(other -> largestDifference(predictions, other) < PER_COMPONENT);
            different.add(predictions);
        });
    }

    @ParameterizedTest
    @MethodSource("models")
    void keepsThePositionalScaleAndTheSizesLeftOpen(TorchModel model) {
        FittingDefinition trained = trained(model);
        assertThat(trained.alterations()).isNotEmpty().allSatisfy(altered -> {
            assertThat(altered.positionalScale()).isEqualTo(trained.positionalScale());
            assertThat(altered.heads()).isEqualTo(trained.heads());
            assertThat(altered.vectorDim()).isEqualTo(trained.vectorDim());
            assertThat(altered.notes()).isEmpty();
        });
    }

    @Test
    void torchKnowsEveryAlteration() {
        Set<String> held = new HashSet<>();
        models().flatMap(model -> model.cases().stream())
                .flatMap(sample -> sample.predictions().keySet().stream())
                .forEach(name -> held.addAll(List.of(
                        name.replaceFirst("[^(]*\\(?", "").replace(")", "").split(", "))));

        // That the last step counts is every other model's usual way; GraphMERT's mean is the only other one.
        assertThat(held)
                .containsAll(EnumSet.complementOf(EnumSet.of(Alteration.LAST_STEP)).stream()
                        .map(one -> Alteration.words(EnumSet.of(one)))
                        .toList());
    }

    @Test
    void namesNoneTwiceAndNotTheFunctionItself() {
        models().forEach(model -> {
            List<String> names = trained(model).alterations().stream()
                    .map(FittingDefinition::name)
                    .toList();
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .doesNotContain(trained(model).name());
        });
    }

    private static Map<String, FittingDefinition> known(TorchModel model) {
        FittingDefinition trained = trained(model);
        return Stream.concat(Stream.of(trained), trained.alterations().stream())
                .collect(Collectors.toMap(FittingDefinition::name, Function.identity()));
    }

    private static FittingDefinition trained(TorchModel model) {
        String name = model.toString().replaceFirst("\\d+-", "");
        return ForwardDefinitions.byName(name, model.weights(), model.hints());
    }

    private static float largestDifference(float[] one, float[] other) {
        float largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }
}
