package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.TorchModel.Case;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every product by a matrix is looked at: no sound one is accused, and no faulty one passes, be it one of two thousand. */
class VerifiedProductsTest {
    private static TorchDevice cpu;
    private static TorchDevice twoThreads;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        twoThreads = cpu.withOtherThreads();
    }

    static Stream<TorchModel> models() {
        return TorchModel.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void noSoundProductIsAccusedAndNothingElseIsPredicted(TorchModel model) {
        for (Case sample : model.cases()) {
            for (String name : sample.predictions().keySet()) {
                List<FittingDefinition> definition =
                        List.of(ForwardDefinitions.byName(name, model.weights(), model.hints()));
                try (ForwardPass plain = new ForwardPass(definition, model.weights(), twoThreads);
                        ForwardPass verified = ForwardPass.verified(definition, model.weights(), twoThreads)) {
                    assertThat(verified.predict(model.contexts(sample), sample.batch(), sample.length()))
                            .isDeepEqualTo(plain.predict(model.contexts(sample), sample.batch(), sample.length()));
                    assertThat(verified.products())
                            .as(name)
                            .satisfiesAnyOf(
                                    nothingMultiplied ->
                                            assertThat(nothingMultiplied).isNull(),
                                    found -> assertThat(found.largest()).isLessThanOrEqualTo(found.tolerance()));
                    RowTags tags = verified.tags();
                    assertThat(tags).isNotNull();
                    assertThat(plain.tags()).isNull();
                }
            }
        }
    }

    private record Subject(TorchModel model, Case sample, FittingDefinition definition) {
        static Subject of(String name) {
            TorchModel model = TorchModel.named(name);
            Case sample = model.cases().stream()
                    .filter(one -> one.batch() == 64)
                    .findFirst()
                    .orElseThrow();
            String first = sample.predictions().keySet().iterator().next();
            return new Subject(model, sample, ForwardDefinitions.byName(first, model.weights(), model.hints()));
        }

        void requireFound(Fault fault, int where, int call) {
            try (ForwardPass pass = FaultyForward.verified(definition, model.weights(), cpu, fault, where, call)) {
                assertThatThrownBy(() -> pass.predict(model.contexts(sample), sample.batch(), sample.length()))
                        .as(fault + " at " + where + " of product " + call)
                        .isInstanceOfSatisfying(VerifierException.class, failure -> {
                            assertThat(failure.reason()).isEqualTo(Reason.SELF_CHECK);
                            assertThat(failure.getMessage()).contains("was not computed rightly");
                        });
            }
        }

        int products() {
            return FaultyForward.products(definition, model.weights(), cpu, model.contexts(sample), sample.batch());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-amn", "small-gru-3", "small-transformer-3-4", "small-lstm-3"})
    void anyTwoRowsExchangedInOneProductAreFound(String name) {
        Subject subject = Subject.of(name);
        int products = subject.products();
        assertThat(products).isPositive();
        for (int call = 0; call < products; call++) {
            for (int place : new int[] {0, 31, 62, call * 7 % 63}) {
                subject.requireFound(Fault.SWAPPED_ROWS, place, call);
            }
        }
    }

    /** Each of the weights in turn, in one product only. */
    @Test
    void aWrongWeightOfOneProductIsFound() {
        Subject subject = Subject.of("small-amn");
        int products = subject.products();
        for (int row = 0; row < 24; row++) {
            subject.requireFound(Fault.WRONG_WEIGHT, row, row % products);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"amn", "gru", "transformer", "lstm"})
    void aFaultOfOneProductIsFoundInTheTrainersSizes(String name) {
        Subject subject = Subject.of(name);
        int last = subject.products() - 1;
        for (int call : new int[] {0, last}) {
            subject.requireFound(Fault.SWAPPED_ROWS, 40, call);
            subject.requireFound(Fault.WRONG_BATCH, 0, call);
        }
    }

    /** Not a number is what a network makes of it, and so is what is beyond float32. */
    @Test
    void whatOverflowsIsNoFault() {
        Subject subject = Subject.of("small-amn");
        int numbers = subject.model().contexts(subject.sample()).remaining();
        for (float value : new float[] {Float.NaN, 3e38f, Float.POSITIVE_INFINITY, 1e-40f}) {
            float[] contexts = new float[numbers];
            Arrays.fill(contexts, value);
            try (ForwardPass pass = ForwardPass.verified(
                    List.of(subject.definition()), subject.model().weights(), cpu)) {
                float[][] predictions = pass.predict(
                        FloatBuffer.wrap(contexts),
                        subject.sample().batch(),
                        subject.sample().length());
                assertThat(predictions[0]).isNotEmpty();
                pass.tags().requireSame(FloatBuffer.wrap(contexts), predictions[0]);
            }
        }
    }
}
