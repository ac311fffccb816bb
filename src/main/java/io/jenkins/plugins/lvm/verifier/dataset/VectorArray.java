package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.ArticleFile.VectorConsumer;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The array of an npz that holds M vectors of D components: {@code vectors}, else {@code embeddings}, else {@code X}. */
record VectorArray(ArrayFile arrays, NamedArray array) {
    static final List<String> KEYS = List.of("vectors", "embeddings", "X");
    private static final int MAX_VECTORS = 50_000_000;
    private static final int PIECE = 256;

    /**
     * Finds the array.
     *
     * @param what the vectors are, for a message
     * @param hint what to do if there are none
     * @throws VerifierException if there are none, or they are not floats of two dimensions in C order
     */
    static VectorArray in(ArrayFile arrays, String what, String hint) {
        NamedArray array = KEYS.stream()
                .filter(arrays::contains)
                .findFirst()
                .flatMap(arrays::array)
                .orElseThrow(() -> VerifierException.unreadable(
                        arrays.path() + " holds no " + what + ": none of " + String.join(", ", KEYS) + ".", hint));
        NpyHeader header = array.header();
        boolean fits = header.type().map(NumpyType::isFloat).orElse(false)
                && header.shape().size() == 2
                && header.elements() > 0
                && header.shape().get(0) <= MAX_VECTORS
                && header.shape().get(1) <= Short.MAX_VALUE
                && !header.fortranOrder();
        if (!fits) {
            throw VerifierException.unreadable(
                    arrays.path() + ": " + array.key() + " is " + header.describe()
                            + ", not float16, float32 or float64 of two dimensions (vector, component) in C order.",
                    hint);
        }
        return new VectorArray(arrays, array);
    }

    int size() {
        return array.header().shape().get(0).intValue();
    }

    int dimension() {
        return array.header().shape().get(1).intValue();
    }

    /** Reads some vectors in file order, in constant memory. */
    void read(RowSet rows, VectorConsumer consumer) {
        int width = dimension();
        float[] values = new float[PIECE * width];
        ByteBuffer piece =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        try (RowReader reader = new RowMajorReader(
                arrays.source(array.key(), () -> false),
                new FloatDecoder(array.header().type().orElseThrow()),
                rows,
                array.header().length(),
                width)) {
            for (int from = 0; from < rows.size(); from += PIECE) {
                int count = Math.min(PIECE, rows.size() - from);
                reader.next(count, piece.clear());
                piece.flip().asFloatBuffer().get(values, 0, count * width);
                for (int i = 0; i < count; i++) {
                    consumer.accept(from + i, values, i * width);
                }
            }
        }
    }
}
