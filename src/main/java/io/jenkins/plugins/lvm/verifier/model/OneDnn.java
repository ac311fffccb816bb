package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Multiplication by oneDNN, which libtorch carries beside its default, MKL. MKL uses AVX2 at most on processors that are not
 * Intel's; oneDNN uses what is there, which makes it twice as fast on AMD's with AVX-512. A matrix that is laid out in blocks beforehand
 * spares it to do so for each batch. libtorch offers both to TorchScript only, so these are modules of one function each, written as
 * the archives that {@code torch.jit.load} reads.
 */
final class OneDnn implements MatrixOperator {
    /** Rows of a matrix in a block of the layouts for AVX-512. */
    private static final int LARGEST_BLOCK = 64;

    private static final String CLASS =
            """
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """;

    private static final String MULTIPLY =
            """
              def forward(self: __torch__.M,
                input: Tensor,
                weight: Tensor,
                bias: Tensor) -> Tensor:
                nothing = annotate(List[Optional[number]], [])
                return ops.mkldnn._linear_pointwise(input, weight, bias, "none", nothing, "")
            """;

    /** The layout is chosen for batches of so many rows; others may be of any size. */
    private static final String PACK =
            """
              def forward(self: __torch__.M,
                weight: Tensor) -> Tensor:
                return ops.mkldnn._reorder_linear_weight(weight, 256)
            """;

    /** Pickle of an object of that class whose state is {@code {"training": False}}. */
    private static final String OBJECT = "\u0080\u0002c__torch__\nM\n)\u0081}X\u0008\0\0\0training\u0089sb.";

    private static final String NO_CONSTANTS = "\u0080\u0002).";

    private final PtSymbolBlock multiply;
    private final PtSymbolBlock pack;

    private OneDnn(NDManager manager) throws IOException {
        multiply = module(manager, MULTIPLY);
        pack = module(manager, PACK);
    }

    private static PtSymbolBlock module(NDManager manager, String function) throws IOException {
        return JniUtils.loadModule(
                (PtNDManager) manager, new ByteArrayInputStream(archive(CLASS + function)), false, false);
    }

    /**
     * Loads the modules.
     *
     * @param manager owns them
     * @return nothing where the library or the device has no oneDNN
     */
    static Optional<OneDnn> load(final NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            final OneDnn loaded = new OneDnn(manager);
            NDArray matrix = scope.ones(new Shape(LARGEST_BLOCK, 2));
            return loaded.apply(
                                            scope.ones(new Shape(1, 2)),
                                            loaded.packed(matrix),
                                            scope.zeros(new Shape(LARGEST_BLOCK)))
                                    .sum()
                                    .getFloat()
                            == 2 * LARGEST_BLOCK
                    ? Optional.of(loaded)
                    : Optional.empty();
        } catch (EngineException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public NDArray apply(final NDArray input, final NDArray weight, final NDArray bias) {
        return IValueUtils.forward(multiply, new NDList(input, weight, bias), false)
                .head();
    }

    /**
     * Of a matrix that ends inside a block it lays out the last one wrongly where the processor does not tell how large its caches are, as
     * in some virtual machines: zeros that fill the block up overwrite numbers beside them (oneDNN 3.7.1).
     */
    @Override
    public boolean packs(NDArray weight) {
        return endsWithABlock(weight.getShape().get(0));
    }

    /** Whether so many rows fill whole blocks of any layout. */
    static boolean endsWithABlock(long rows) {
        return rows % LARGEST_BLOCK == 0;
    }

    @Override
    public NDArray packed(NDArray weight) {
        return IValueUtils.forward(pack, new NDList(weight), false).head();
    }

    private static byte[] archive(String code) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "m/data.pkl", OBJECT);
            store(zip, "m/code/__torch__.py", code);
            store(zip, "m/constants.pkl", NO_CONSTANTS);
            store(zip, "m/version", "3\n");
        }
        return bytes.toByteArray();
    }

    /** The reader takes stored entries only. */
    private static void store(final ZipOutputStream zip, final String name, final String content) throws IOException {
        final byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        final CRC32 checksum = new CRC32();
        checksum.update(bytes);
        final ZipEntry entry = new ZipEntry(name);
        // Without a time the virtual machine takes the present one, for which it reads the rules of all time zones.
        entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
