package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The weights of recurrent layers in one piece of memory, as a card's library wants them. */
class RecurrentChunkTest {
    private static final List<String> NAMES =
            List.of("w_ih_0", "w_hh_0", "b_ih_0", "b_hh_0", "w_ih_1", "w_hh_1", "b_ih_1", "b_hh_1");
    private static final Recurrent LSTM = new Recurrent(Cell.LSTM, NAMES, 2, 3, 4);

    private static Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (String name : NAMES) {
            int in = name.equals("w_ih_0") ? 3 : 4;
            shapes.put(name, name.startsWith("w") ? new long[] {16, in} : new long[] {16});
        }
        return shapes;
    }

    @Test
    void allMatricesLieBeforeAllBiases() {
        assertThat(LSTM.inOrderOfCudnn())
                .containsExactly("w_ih_0", "w_hh_0", "w_ih_1", "w_hh_1", "b_ih_0", "b_hh_0", "b_ih_1", "b_hh_1");
    }

    @Test
    void theyAreViewsIntoOnePieceAndComputeTheSame() {
        TorchEngine.start(null, 1);
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
            DeviceWeights weights = new DeviceWeights(
                    TestWeights.of(shapes()), NAMES, manager, DataType.FLOAT32, MatrixOperator.DEFAULT);
            DeviceWeights.Chunk chunk = weights.chunk(LSTM.inOrderOfCudnn());
            NDArray steps = manager.linspace(-1, 1, 30).reshape(new Shape(2, 5, 3));
            NDList together =
                    new NDList(NAMES.stream().map(chunk.tensors()::get).toList());

            assertThat(LSTM.outputs(steps, together, weights).toFloatArray())
                    .isEqualTo(LSTM.outputs(steps, weights).toFloatArray());
            assertThat(chunk.memory().size()).isEqualTo(16 * (3 + 4 + 4 + 4 + 4));
            assertThat(weights.chunk(LSTM.inOrderOfCudnn())).isSameAs(chunk);
            chunk.memory().muli(0);
            assertThat(chunk.tensors().values())
                    .allSatisfy(view -> assertThat(view.toFloatArray()).containsOnly(0));
        }
    }
}
