package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What the engine itself says of each row of a batch: a few components of what it was given and of what it predicted, taken of its own
 * arrays. Whoever holds the rows before and after can tell that none of them changed places, was lost, or came twice on the way.
 *
 * @param inputs some components of each row's last vector
 * @param outputs some components of each row's prediction by the first definition
 */
public record RowTags(Part inputs, Part outputs) {
    private static final int COMPONENTS = 16;

    /**
     * Some neighbouring components of each row.
     *
     * @param row numbers in a row
     * @param from first of the components, counted from the row's beginning
     * @param width how many they are
     * @param values [rows, width]
     */
    public record Part(int row, int from, int width, float[] values) {

        /** Room for the rows of a batch: of the middle of a row's last vector. */
        private static Part of(int rows, int vectors, int dimension) {
            int width = Math.min(COMPONENTS, dimension);
            int from = (vectors - 1) * dimension + (dimension - width) / 2;
            return new Part(vectors * dimension, from, width, new float[rows * width]);
        }

        /**
         * Takes the components of some rows.
         *
         * @param array [n, .., dimension], whose last vector is looked at
         */
        void take(NDArray array, int firstRow) {
            int dimension =
                    Math.toIntExact(array.getShape().get(array.getShape().dimension() - 1));
            int within = from % dimension;
            String rows = array.getShape().dimension() == 2 ? ":" : ":, -1";
            try (NDArray components = array.get(new NDIndex(rows + ", " + within + ":" + (within + width)));
                    NDArray single = components.toType(DataType.FLOAT32, false)) {
                float[] found = single.toFloatArray();
                System.arraycopy(found, 0, values, firstRow * width, found.length);
            }
        }

        private Part of(int place) {
            return new Part(row, from, width, Arrays.copyOfRange(values, place * width, (place + 1) * width));
        }

        private static Part joined(List<Part> rows) {
            Part first = rows.get(0);
            float[] all = new float[rows.size() * first.width];
            for (int i = 0; i < rows.size(); i++) {
                System.arraycopy(rows.get(i).values, 0, all, i * first.width, first.width);
            }
            return new Part(first.row, first.from, first.width, all);
        }

        /** The first row whose components are others; -1 if there is none. */
        private int firstDifference(FloatBuffer rows) {
            for (int i = 0; i < values.length; i++) {
                float other = rows.get(rows.position() + i / width * row + from + i % width);
                if (Float.floatToIntBits(values[i]) != Float.floatToIntBits(other)) {
                    return i / width;
                }
            }
            return -1;
        }
    }

    /** Of one row of the batch alone. */
    public RowTags row(int place) {
        return new RowTags(inputs.of(place), outputs.of(place));
    }

    /** Those of rows that were predicted one by one, or at other times, as of one batch. */
    public static RowTags joined(List<RowTags> rows) {
        return new RowTags(
                Part.joined(rows.stream().map(RowTags::inputs).toList()),
                Part.joined(rows.stream().map(RowTags::outputs).toList()));
    }

    /** Room for those of a batch. */
    static RowTags of(FittingDefinition first, int rows, int contextLength) {
        return new RowTags(Part.of(rows, contextLength, first.contextWidth()), Part.of(rows, 1, first.vectorDim()));
    }

    /**
     * Holds what is said of the batch that was predicted last against its rows, where anything is said.
     *
     * @throws VerifierException if a row is not where it was
     */
    public static void requireSame(Predictor forward, FloatBuffer contexts, float[] predictions) {
        RowTags tags = forward.tags();
        if (tags != null) {
            tags.requireSame(contexts, predictions);
        }
    }

    /**
     * Holds them against the rows.
     *
     * @param contexts what was read of each row
     * @param predictions what is going to be judged of each row, [rows, dimension]
     * @throws VerifierException if a row is not where it was
     */
    public void requireSame(FloatBuffer contexts, float[] predictions) {
        require(inputs.firstDifference(contexts), "was not computed from what was read of it");
        require(outputs.firstDifference(FloatBuffer.wrap(predictions)), "is not judged by what was computed for it");
    }

    private static void require(int different, String what) {
        if (different >= 0) {
            throw new VerifierException(
                    Reason.SELF_CHECK,
                    "Row " + different + " of a batch " + what + ": rows have changed places, so nothing is judged.");
        }
    }
}
