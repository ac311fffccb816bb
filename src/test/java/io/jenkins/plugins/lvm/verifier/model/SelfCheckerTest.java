package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows.Canary;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.TorchModel.Case;
import io.jenkins.plugins.lvm.verifier.selfcheck.SelfChecker;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check holds for every definition as it is, and for none whose kernel is faulty. */
class SelfCheckerTest {
    private static final Set<String> CORE =
            Set.of("attention-mixture", "lstm-baseline", "gru-stack", "transformer-decoder");

    private static TorchDevice cpu;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
    }

    static Stream<TorchModel> models() {
        return TorchModel.all();
    }

    private static List<Canary> canaries(float[] predictions, FloatBuffer contexts, int rows) {
        float[] all = new float[contexts.remaining()];
        contexts.duplicate().get(all);
        List<Canary> canaries = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            canaries.add(new Canary(row, part(all, row, rows), part(predictions, row, rows)));
        }
        return canaries;
    }

    private static float[] part(float[] all, int row, int rows) {
        int size = all.length / rows;
        return Arrays.copyOfRange(all, row * size, (row + 1) * size);
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatTorchPredictsHoldsAndTheCoreModelsAreComputedTwice(TorchModel model) {
        for (Case sample : model.cases()) {
            for (String name : sample.predictions().keySet()) {
                FittingDefinition definition = ForwardDefinitions.byName(name, model.weights(), model.hints());
                SelfCheck check = new SelfChecker(definition, model.weights(), sample.length(), cpu, cpu)
                        .check(canaries(model.predictions(sample, name), model.contexts(sample), sample.batch()));

                String base = name.replaceFirst("\\[.*", "");
                assertThat(check.checks().stream().map(Check::kind))
                        .as(name)
                        .contains(Kind.REARRANGED)
                        .satisfies(kinds ->
                                assertThat(kinds.contains(Kind.INDEPENDENT)).isEqualTo(CORE.contains(base)));
                assertThat(check.checks())
                        .filteredOn(one -> one.kind() == Kind.INDEPENDENT)
                        .allSatisfy(one -> assertThat(one.largest()).isLessThan(1e-5));
                if (sample.batch() > 1) {
                    assertThat(check.checks()).extracting(Check::kind).contains(Kind.PLANTED);
                }
            }
        }
    }

    /** One number of a tensor is so large that sums may overflow in one order and not in another. */
    private record LargeWeight(Weights below, String tensor) implements DerivedWeights {
        @Override
        public Weights complete() {
            return new LargeWeight(below.complete(), tensor);
        }

        @Override
        public float[] floats(String name) {
            float[] values = below.floats(name).clone();
            if (name.equals(tensor)) {
                values[0] = 2e6f;
            }
            return values;
        }
    }

    /** It is explained by the weight, whichever row it is; the defect is planted into another one. */
    @Test
    void aRowThatOverflowedIsNoFault() {
        TorchModel model = TorchModel.named("small-gru-3");
        Case sample = model.cases().stream()
                .filter(one -> one.batch() == 64)
                .findFirst()
                .orElseThrow();
        String tensor = model.weights().names().stream()
                .filter(name -> name.endsWith("weight_ih_l0"))
                .findFirst()
                .orElseThrow();
        Weights weights = new LargeWeight(model.weights(), tensor);
        FittingDefinition definition = ForwardDefinitions.byName("gru-stack", weights, model.hints());
        float[] measured;
        try (ForwardPass pass = new ForwardPass(List.of(definition), weights, cpu)) {
            measured = pass.predict(model.contexts(sample), sample.batch(), sample.length())[0];
        }
        measured[0] = Float.POSITIVE_INFINITY;

        assertThat(new SelfChecker(definition, weights, sample.length(), cpu, cpu)
                        .check(canaries(measured, model.contexts(sample), sample.batch()))
                        .checks())
                .extracting(Check::kind)
                .contains(Kind.REARRANGED, Kind.PLANTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-amn", "small-gru-3", "small-transformer-3-4", "small-lstm-3"})
    void aFaultOfTheKernelIsFoundWhereverItIs(String name) {
        aFaultOfTheKernelIsFound(name, 0, 1, 5, 17, 40, 62);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amn", "amn-residual", "gru", "transformer", "lstm"})
    void aFaultOfTheKernelIsFoundInTheTrainersSizes(String name) {
        aFaultOfTheKernelIsFound(name, 17);
    }

    private static void aFaultOfTheKernelIsFound(String name, int... places) {
        TorchModel model = TorchModel.named(name);
        Case sample = model.cases().stream()
                .filter(one -> one.batch() == 64)
                .findFirst()
                .orElseThrow();
        String definitionName = sample.predictions().keySet().stream()
                .filter(one -> CORE.contains(one.replaceFirst("\\[.*", "")))
                .findFirst()
                .orElseThrow();
        FittingDefinition definition = ForwardDefinitions.byName(definitionName, model.weights(), model.hints());
        for (Fault fault : Fault.values()) {
            for (int where : fault == Fault.WRONG_BATCH ? new int[] {-1} : places) {
                float[] measured;
                try (ForwardPass pass = FaultyForward.of(definition, model.weights(), cpu, fault, where)) {
                    measured = pass.predict(model.contexts(sample), sample.batch(), sample.length())[0];
                }
                SelfChecker checker = new SelfChecker(definition, model.weights(), sample.length(), cpu, cpu);
                List<Canary> rows = canaries(measured, model.contexts(sample), sample.batch());
                if (fault == Fault.NONE) {
                    assertThat(checker.check(rows).checks()).isNotEmpty();
                } else {
                    assertThatThrownBy(() -> checker.check(rows))
                            .as(fault + " at " + where + " of " + name)
                            .isInstanceOfSatisfying(VerifierException.class, failure -> {
                                assertThat(failure.reason()).isEqualTo(Reason.SELF_CHECK);
                                assertThat(failure.getMessage()).contains("was not computed rightly");
                            });
                }
            }
        }
    }
}
