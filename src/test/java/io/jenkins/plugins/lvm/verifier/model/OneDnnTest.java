package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever size a matrix has, and wherever its last block ends. In a virtual machine that does not tell how large the processor's caches
 * are, oneDNN lays out matrices wrongly that end inside a block; elsewhere it does not.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class OneDnnTest {
    private static final int ROWS = 3;

    private NDManager manager;
    private MatrixOperator operator;

    @BeforeEach
    void load() {
        manager = TorchEngine.start(null, 1).device("cpu").newManager();
        operator = OneDnn.load(manager).orElseThrow();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 24, 32, 40, 48, 63, 64, 65, 72, 96, 100, 128, 192, 200, 256, 768, 1000, 1024})
    void multipliesByMatricesOfAnySize(int out) {
        for (int in : new int[] {1, 15, 16, 17, 24, 64, 100, 769}) {
            Random random = new Random(out);
            float[] input = numbers(random, ROWS * in);
            float[] matrix = numbers(random, out * in);
            float[] bias = numbers(random, out);
            NDArray weight = manager.create(matrix, new Shape(out, in));
            NDArray used = operator.packs(weight) ? operator.packed(weight) : weight;

            float[] product = operator.apply(
                            manager.create(input, new Shape(ROWS, in)), used, manager.create(bias, new Shape(out)))
                    .toFloatArray();

            for (int i = 0; i < product.length; i++) {
                double exact = bias[i % out];
                double magnitudes = Math.abs(exact);
                for (int k = 0; k < in; k++) {
                    double term = (double) input[i / out * in + k] * matrix[i % out * in + k];
                    exact += term;
                    magnitudes += Math.abs(term);
                }
                assertThat(Math.abs(product[i] - exact))
                        .as("component %d of row %d by a matrix of %d x %d", i % out, i / out, out, in)
                        .isLessThanOrEqualTo(1e-6 * magnitudes);
            }
        }
    }

    /** The trainers' matrices fill whole blocks, and are multiplied by as they were. */
    @ParameterizedTest
    @ValueSource(ints = {256, 512, 768, 1024, 1536, 2048, 3072})
    void packsWhatFillsItsBlocks(int out) {
        assertThat(operator.packs(manager.zeros(new Shape(out, 2)))).isTrue();
        assertThat(operator.packs(manager.zeros(new Shape(out + 8, 2)))).isFalse();
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
