package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import java.util.Arrays;

/** Keeps contexts, and what every definition of a pass predicts for them, of few rows. */
public final class KeptRows implements ValidationPass.Observer {
    /** Numbers of 512 MB. */
    private static final long MOST_NUMBERS = 128L << 20;

    private static final int ROWS_AT_ONCE = 64;

    private final int contextSize;
    private final int dimension;
    private final RowSet rows;
    private final int[] positions;
    /** By position: [length × dimension]. */
    private final float[][] contexts;
    /** By definition, then position: [dimension]. */
    private final float[][][] predictions;

    /**
     * Room for rows.
     *
     * @param definitions how many there are in the pass
     * @param order the rows of the pass, in evaluation order
     * @throws VerifierException if they are too large to keep
     */
    public KeptRows(int contextLength, int dimension, int definitions, ValidationRows order) {
        this.contextSize = contextLength * dimension;
        this.dimension = dimension;
        long numbers = (long) order.size() * (contextSize + (long) definitions * dimension);
        if (numbers > MOST_NUMBERS) {
            throw new VerifierException(
                    Reason.UNREADABLE,
                    "The " + order.size() + " rows to send to the service take more than 512 MB.",
                    "Name data with shorter contexts.");
        }
        this.rows = order.rowSet();
        this.positions = new int[order.size()];
        for (int position = 0; position < positions.length; position++) {
            positions[rows.positionOf(order.row(position))] = position;
        }
        this.contexts = new float[positions.length][];
        this.predictions = new float[definitions][positions.length][];
    }

    /**
     * Reads contexts with their targets, which stand in place of predictions.
     *
     * @param order the rows, in the order of their positions
     */
    public static KeptRows withTargets(SequenceData data, ValidationRows order) {
        KeptRows kept = new KeptRows(data.contextLength(), data.dimension(), 1, order);
        data.forEachBatch(kept.rows, ROWS_AT_ONCE, batch -> {
            float[] contexts = batch.contextValues();
            float[] targets = batch.targetValues();
            for (int row = 0; row < batch.size(); row++) {
                int position = kept.positions[kept.rows.positionOf(batch.row(row))];
                kept.contexts[position] =
                        Arrays.copyOfRange(contexts, row * kept.contextSize, (row + 1) * kept.contextSize);
                kept.predictions[0][position] =
                        Arrays.copyOfRange(targets, row * kept.dimension, (row + 1) * kept.dimension);
            }
            return true;
        });
        return kept;
    }

    @Override
    public void see(Scored batch) {
        for (int row = 0; row < batch.size(); row++) {
            int position = positions[batch.place(row)];
            contexts[position] = Arrays.copyOfRange(batch.contexts(), row * contextSize, (row + 1) * contextSize);
            for (int definition = 0; definition < predictions.length; definition++) {
                predictions[definition][position] =
                        Arrays.copyOfRange(batch.predictions()[definition], row * dimension, (row + 1) * dimension);
            }
        }
    }

    /** How many rows there are. */
    public int size() {
        return positions.length;
    }

    /** The context of a row by its position in evaluation order, row-major [length, dimension]; not to be changed. */
    public float[] context(int position) {
        return contexts[position];
    }

    /** What a definition of the pass predicts for a row; not to be changed. */
    public float[] prediction(int definition, int position) {
        return predictions[definition][position];
    }
}
