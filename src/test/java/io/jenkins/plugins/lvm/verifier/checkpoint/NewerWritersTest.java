package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What newer releases of PyTorch, NumPy and Python write, spelled out by hand since the fixtures' torch is older. */
class NewerWritersTest {
    private static final byte[] FOUR_HALVES = {0, 0x3c, 0, 0x40, 0, 0x42, 0, 0x44}; // 1 2 3 4

    @TempDir
    private Path folder;

    private Checkpoint open(final Pickle pickle) throws IOException {
        return open(pickle, Map.of("0", FOUR_HALVES));
    }

    private Checkpoint open(Pickle pickle, Map<String, byte[]> storages) throws IOException {
        return CheckpointReader.open(Archives.torchZip(folder.resolve("model.pt"), pickle.stop(), storages));
    }

    private static Pickle untypedStorage(final Pickle pickle) {
        return pickle.ops("(")
                .text("storage")
                .global("torch.storage", "UntypedStorage")
                .text("0")
                .text("cpu")
                .integer(FOUR_HALVES.length)
                .ops("tQ");
    }

    @Test
    void tensorsOverUntypedStoragesCarryTheirOwnType() throws IOException {
        final Pickle pickle = new Pickle()
                .ops("}")
                .text("w")
                .global("torch._utils", "_rebuild_tensor_v3")
                .ops("(");
        untypedStorage(pickle).op('K', 0, 'K', 2, 'K', 2, 0x86, 'K', 1, 'K', 2, 0x86, 0x89);
        pickle.global("collections", "OrderedDict")
                .ops(")R")
                .global("torch", "float16")
                .ops("tRs");
        try (Checkpoint checkpoint = open(pickle)) {
            final Tensor tensor = checkpoint.stateDict().tensor("w");
            assertThat(tensor.dtype()).isEqualTo(Dtype.FLOAT16);
            assertThat(tensor.floats()).containsExactly(1, 3, 2, 4);
        }
    }

    @Test
    void tensorsWithPythonAttributesAreRead() throws IOException {
        final Pickle pickle = new Pickle()
                .ops("}")
                .text("w")
                .global("torch._tensor", "_rebuild_from_type_v2")
                .ops("(")
                .global("torch._utils", "_rebuild_tensor_v2")
                .global("torch.nn.parameter", "Parameter")
                .ops("(");
        pickle.ops("(")
                .text("storage")
                .global("torch", "HalfStorage")
                .text("0")
                .text("cpu")
                .integer(4)
                .ops("tQ");
        pickle.op('K', 1, 'K', 3, 0x85, 'K', 1, 0x85, 0x89)
                .global("collections", "OrderedDict")
                .ops(")Rt");
        pickle.ops("}").text("note").text("x").ops("stRs");
        try (Checkpoint checkpoint = open(pickle)) {
            assertThat(checkpoint.stateDict().floats("w")).containsExactly(2, 3, 4);
        }
    }

    @Test
    void renamedModulesMeanTheSame() throws IOException {
        final byte[] half = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(0.5)
                .array();
        final Pickle pickle = new Pickle().ops("}").text("val_cosine").global("numpy._core.multiarray", "scalar");
        pickle.global("numpy", "dtype").text("f8").op(0x89, 0x88, 0x87, 'R');
        pickle.ops("(")
                .op('K', 3)
                .text("<")
                .ops("NNN")
                .op('J')
                .little(4, -1)
                .op('J')
                .little(4, -1)
                .op('K', 0);
        pickle.ops("tb").op('C', 8).raw(half).op(0x86).ops("Rs");
        pickle.text("path")
                .global("pathlib._local", "PosixPath")
                .text("/")
                .text("runs")
                .op(0x86)
                .ops("Rs");
        pickle.text("torch")
                .global("torch.torch_version", "TorchVersion")
                .text("2.7.1")
                .op(0x85, 0x81)
                .ops("s");
        pickle.text("big").op(0x8a, 9).little(8, -1).op(0).ops("s");
        try (Checkpoint checkpoint = open(pickle, Map.of())) {
            assertThat(checkpoint.metadata())
                    .containsEntry("val_cosine", 0.5)
                    .containsEntry("path", "/runs")
                    .containsEntry("torch", "2.7.1")
                    .containsEntry("big", "18446744073709551615");
            assertThat(checkpoint.claim()).get().extracting(StatedMetric::value).isEqualTo(0.5);
        }
    }
}
