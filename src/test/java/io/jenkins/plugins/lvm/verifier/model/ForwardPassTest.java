package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.jenkins.plugins.lvm.verifier.model.TorchModel.Case;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardPassTest {
    private static final float PER_COMPONENT = 1e-5f;
    /** Of three rows, whose rounding hardly averages out. */
    private static final double PER_MEAN = 2e-6;

    private static TorchDevice cpu;
    private static TorchDevice threeThreads;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        threeThreads = TorchEngine.start(null, 3).device("cpu");
    }

    static Stream<TorchModel> models() {
        return TorchModel.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void predictsWhatTorchPredicts(final TorchModel model) {
        for (final Case sample : model.cases()) {
            for (final String name : sample.predictions().keySet()) {
                final float[] expected = model.predictions(sample, name);
                final float[] reference = predict(model, name, sample, cpu, manager -> MatrixOperator.DEFAULT);
                final float[] fast =
                        predict(model, name, sample, cpu, manager -> ForwardPass.fastest(manager, Precision.FLOAT32));
                final float[] shared = predict(
                        model, name, sample, threeThreads, manager -> ForwardPass.fastest(manager, Precision.FLOAT32));
                assertAgree(reference, expected, model, sample, "the reference as " + name);
                assertAgree(fast, expected, model, sample, "the fastest as " + name);
                assertAgree(fast, reference, model, sample, "the fastest against the reference as " + name);
                assertAgree(shared, expected, model, sample, "three threads as " + name);
            }
        }
    }

    @Test
    void theCasesCoverEveryDefinition() {
        assertThat(TorchModel.all()
                        .flatMap(model -> model.cases().stream())
                        .map(Case::predictions)
                        .map(Map::keySet)
                        .flatMap(Set::stream)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(ForwardDefinitions.names());
    }

    private static float[] predict(
            final TorchModel model,
            final String name,
            final Case sample,
            final TorchDevice device,
            final Function<NDManager, MatrixOperator> operator) {
        final FittingDefinition definition = ForwardDefinitions.byName(name, model.weights(), model.hints());
        try (ForwardPass pass =
                new ForwardPass(List.of(definition), model.weights(), device, Precision.FLOAT32, operator)) {
            return pass.predict(model.contexts(sample), sample.batch(), sample.length())[0];
        }
    }

    private static void assertAgree(
            final float[] actual,
            final float[] expected,
            final TorchModel model,
            final Case sample,
            final String description) {
        assertThat(actual).as(description).hasSameSizeAs(expected);
        assertThat(largestDifference(actual, expected))
                .as("component of %s by %s", sample, description)
                .isLessThanOrEqualTo(PER_COMPONENT);
        assertThat(meanCosineToLast(actual, model, sample))
                .as("mean of %s by %s", sample, description)
                .isCloseTo(meanCosineToLast(expected, model, sample), within(PER_MEAN));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void theFastestIsNotTheReference() {
        try (NDManager manager = cpu.newManager()) {
            assertThat(ForwardPass.fastest(manager, Precision.FLOAT32)).isInstanceOf(OneDnn.class);
        }
    }

    @Test
    void runsAllDefinitionsOnOneUpload() {
        final TorchModel model = TorchModel.named("amn");
        final Case sample = model.cases().get(2);
        final List<FittingDefinition> both = ForwardDefinitions.fitting(model.weights(), model.hints());
        try (ForwardPass pass = new ForwardPass(both, model.weights(), threeThreads)) {
            final float[][] predictions = pass.predict(model.contexts(sample), sample.batch(), sample.length());
            assertThat(predictions).hasNumberOfRows(2);
            assertThat(largestDifference(predictions[0], model.predictions(sample, "attention-mixture")))
                    .isLessThanOrEqualTo(PER_COMPONENT);
            assertThat(largestDifference(predictions[1], model.predictions(sample, "additive-memory")))
                    .isLessThanOrEqualTo(PER_COMPONENT);
            assertThat(largestDifference(predictions[0], predictions[1])).isGreaterThan(0.05f);
        }
    }

    @Test
    void sizeOfTheBatchChangesNothing() {
        final TorchModel model = TorchModel.named("small-gru-3");
        final Case sample = model.cases().get(2);
        final FloatBuffer contexts = model.contexts(sample);
        final int contextSize = sample.length() * model.dim();
        final List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        try (ForwardPass pass = new ForwardPass(definitions, model.weights(), threeThreads)) {
            final float[] whole = pass.predict(contexts, sample.batch(), sample.length())[0];
            final List<Float> oneByOne = new ArrayList<>();
            for (int row = 0; row < sample.batch(); row++) {
                final FloatBuffer one = contexts.slice(row * contextSize, contextSize);
                for (final float value : pass.predict(one, 1, sample.length())[0]) {
                    oneByOne.add(value);
                }
            }
            for (int i = 0; i < whole.length; i++) {
                assertThat(oneByOne.get(i)).isCloseTo(whole[i], within(1e-6f));
            }
            assertThat(contexts.position()).isZero();
        }
    }

    /** What the reader filled is what the engine reads: no memory is taken for a copy, and nothing is written to it. */
    @ParameterizedTest
    @MethodSource("models")
    void readsContextsWhereTheyAre(TorchModel model) {
        Case sample = model.cases().get(model.cases().size() - 1);
        List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints()).stream()
                .filter(definition -> definition.contextLengths().allow(sample.length()))
                .toList();
        FloatBuffer contexts = model.contexts(sample);
        ByteBuffer direct = direct(contexts);
        try (ForwardPass staging = new ForwardPass(definitions, model.weights(), threeThreads);
                ForwardPass pass = new ForwardPass(definitions, model.weights(), threeThreads)) {
            float[][] staged = staging.predict(contexts, sample.batch(), sample.length());

            float[][] inPlace = pass.predictInPlace(direct, sample.batch(), sample.length());

            assertThat(inPlace).isDeepEqualTo(staged);
            assertThat(pass.staged()).isZero();
            assertThat(staging.staged()).isEqualTo(contexts.remaining() * Float.BYTES);
            assertThat(direct.position()).isZero();
            assertThat(direct).isEqualTo(direct(contexts));
        }
    }

    @Test
    void readsNoContextsThatAreElsewhereOrTheOtherWayRound() {
        TorchModel model = TorchModel.named("small-mlp");
        List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        ByteBuffer swapped = ByteBuffer.allocateDirect(5 * 24 * Float.BYTES)
                .order(
                        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                                ? ByteOrder.LITTLE_ENDIAN
                                : ByteOrder.BIG_ENDIAN);
        ByteBuffer elsewhere = ByteBuffer.allocate(5 * 24 * Float.BYTES).order(ByteOrder.nativeOrder());
        try (ForwardPass pass = new ForwardPass(definitions, model.weights(), cpu)) {
            for (ByteBuffer contexts : List.of(swapped, elsewhere)) {
                assertThatThrownBy(() -> pass.predictInPlace(contexts, 1, 5))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("where they are");
            }
        }
    }

    private static ByteBuffer direct(FloatBuffer values) {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(values.remaining() * Float.BYTES).order(ByteOrder.nativeOrder());
        direct.asFloatBuffer().put(values.duplicate());
        return direct;
    }

    @Test
    void threadsAgreeInFloat64() {
        final TorchModel model = TorchModel.named("small-gru-3");
        final Case sample = model.cases().get(2);
        final List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        final List<float[]> found = new ArrayList<>();
        for (final TorchDevice device : List.of(cpu, threeThreads)) {
            try (ForwardPass pass = new ForwardPass(definitions, model.weights(), device, Precision.FLOAT64)) {
                found.add(pass.predict(model.contexts(sample), sample.batch(), sample.length())[0]);
            }
        }
        assertThat(sample.batch()).isGreaterThan(2);
        assertThat(largestDifference(found.get(0), found.get(1))).isLessThanOrEqualTo(1e-6f);
    }

    @Test
    void aThreadThatFailsIsHeardAndTheOthersAreWaitedFor() {
        final TorchModel model = TorchModel.named("small-gru-3");
        final Case sample = model.cases().get(2);
        final List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        final AtomicBoolean failing = new AtomicBoolean();
        final MatrixOperator moody = (input, weight, bias) -> {
            if (failing.get() && Thread.currentThread().getName().equals("forward pass")) {
                throw new IllegalStateException("not today");
            }
            return MatrixOperator.DEFAULT.apply(input, weight, bias);
        };
        try (ForwardPass pass =
                new ForwardPass(definitions, model.weights(), threeThreads, Precision.FLOAT32, manager -> moody)) {
            final float[] before = pass.predict(model.contexts(sample), sample.batch(), sample.length())[0];
            failing.set(true);
            assertThatThrownBy(() -> pass.predict(model.contexts(sample), sample.batch(), sample.length()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("not today");
            failing.set(false);
            assertThat(pass.predict(model.contexts(sample), sample.batch(), sample.length())[0])
                    .isEqualTo(before);
        }
    }

    @Test
    void refusesContextsOfAnotherShape() {
        final TorchModel model = TorchModel.named("small-mlp");
        final List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        try (ForwardPass pass = new ForwardPass(definitions, model.weights(), threeThreads)) {
            assertThatThrownBy(() -> pass.predict(FloatBuffer.allocate(4 * 24), 1, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mlp cannot take contexts of shape (1, 4, 24)");
            assertThatThrownBy(() -> pass.predict(FloatBuffer.allocate(5 * 24 - 1), 1, 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("need 120 numbers, not 119");
        }
    }

    @Test
    void aVectorOfNaNPredictsNaN() {
        final TorchModel model = TorchModel.named("small-lstm-1");
        final List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        final float[] contexts = new float[2 * 24];
        contexts[0] = Float.NaN;
        contexts[24] = 1;
        try (ForwardPass pass = new ForwardPass(definitions, model.weights(), threeThreads)) {
            final float[] predictions = pass.predict(FloatBuffer.wrap(contexts), 2, 1)[0];
            assertThat(predictions[0]).isNaN();
            assertThat(predictions[24]).isFinite();
        }
    }

    private static float largestDifference(final float[] one, final float[] other) {
        float largest = 0;
        for (int i = 0; i < one.length; i++) {
            final float difference = Math.abs(one[i] - other[i]);
            if (!(difference <= largest)) {
                largest = difference;
            }
        }
        return largest;
    }

    private static double meanCosineToLast(final float[] predictions, final TorchModel model, final Case sample) {
        final FloatBuffer contexts = model.contexts(sample);
        final int dim = model.dim();
        double sum = 0;
        for (int row = 0; row < sample.batch(); row++) {
            double product = 0;
            double one = 0;
            double other = 0;
            for (int i = 0; i < dim; i++) {
                final double predicted = predictions[row * dim + i];
                final double last = contexts.get((row * sample.length() + sample.length() - 1) * dim + i);
                product += predicted * last;
                one += predicted * predicted;
                other += last * last;
            }
            sum += product / Math.sqrt(one * other);
        }
        return sum / sample.batch();
    }
}
