package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.model.TorchModel.Case;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardPassMemoryTest {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long MEBIBYTE = 1 << 20;

    private static TorchDevice cpu;
    private static TorchDevice threeThreads;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        threeThreads = TorchEngine.start(null, 3).device("cpu");
    }

    @ParameterizedTest
    @MethodSource("models")
    void aBatchLeavesNoArrays(final TorchModel model) {
        final List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        final Case sample = model.cases().stream()
                .filter(one -> definitions.stream()
                        .allMatch(definition -> definition.contextLengths().allow(one.length())))
                .findFirst()
                .orElseThrow();
        try (ForwardPass pass = new ForwardPass(definitions, model.weights(), threeThreads)) {
            pass.predict(model.contexts(sample), sample.batch(), sample.length());
            final int arrays = pass.arrays();
            pass.predict(model.contexts(sample), sample.batch(), sample.length());
            assertThat(pass.arrays()).isEqualTo(arrays);
        }
    }

    static Stream<TorchModel> models() {
        return TorchModel.all();
    }

    /** The small models take batches of as many numbers: what they leave behind would weigh as much, and they are quick. */
    @ParameterizedTest
    @CsvSource({"amn, 64", "small-lstm-3, 2048", "small-transformer-3-4, 1024"})
    void manyBatchesNeedTheMemoryOfOne(String name, int batch) throws IOException {
        assumeTrue(Files.exists(STATM), "needs " + STATM);
        TorchModel model = TorchModel.named(name);
        List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        FloatBuffer contexts = FloatBuffer.allocate(batch * 20 * model.dim());
        try (ForwardPass pass = new ForwardPass(definitions, model.weights(), threeThreads)) {
            // By then each thread has got from the system what it needs, and the heap has grown as far as garbage makes
            // it.
            run(pass, contexts, batch, 20, 120);
            final long before = residentBytes();
            run(pass, contexts, batch, 20, 60);
            // One leaked array per batch would take 80 MB or more. Predictions are garbage on the heap: some 20 MB.
            assertThat(residentBytes() - before).isLessThan(60 * MEBIBYTE);
        }
    }

    @Test
    void modelsComeAndGo() throws IOException {
        assumeTrue(Files.exists(STATM), "needs " + STATM);
        final TorchModel model = TorchModel.named("transformer");
        final List<FittingDefinition> definitions = ForwardDefinitions.fitting(model.weights(), model.hints());
        final FloatBuffer contexts = FloatBuffer.allocate(5 * model.dim());
        long before = 0;
        for (int i = 0; i < 12; i++) {
            if (i == 4) {
                before = residentBytes();
            }
            try (ForwardPass pass = new ForwardPass(definitions, model.weights(), threeThreads)) {
                run(pass, contexts, 1, 5, 1);
            }
        }
        assertThat(residentBytes() - before).as("eight models of 70 MB").isLessThan(300 * MEBIBYTE);
    }

    @Test
    void aScopeKeepsNothingButItsResult() {
        try (NDManager manager = cpu.newManager()) {
            final NDArray input = manager.ones(new Shape(3));
            final NDArray result = TimeSteps.scoped(() -> input.add(1).mul(2).add(3), input);
            assertThat(manager.getManagedArrays()).containsExactlyInAnyOrder(input, result);
            assertThat(result.toFloatArray()).containsExactly(7, 7, 7);
        }
    }

    private static void run(
            final ForwardPass pass, final FloatBuffer contexts, final int batch, final int length, final int times) {
        for (int i = 0; i < times; i++) {
            pass.predict(contexts, batch, length);
        }
    }

    private static long residentBytes() throws IOException {
        final String[] pages = Files.readString(STATM).split(" ", -1);
        return Long.parseLong(pages[1]) * 4096;
    }
}
