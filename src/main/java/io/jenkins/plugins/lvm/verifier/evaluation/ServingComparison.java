package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.PredictionFile;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts.Side;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the service predicts, row by row, against every definition of a pass. What it predicts is either one of these
 * definitions, or a file that it wrote.
 */
public final class ServingComparison implements ValidationPass.Observer {
    /**
     * Cosine of two predictions from which on they are the same: float16 storage, another device or TF32 stay above, another function
     * does not.
     */
    static final double SAME = 0.9999;

    private final int dimension;
    private final int served;
    private final @Nullable PredictionFile file;
    private final int[] positions;
    /** By definition, then place in the pass: cosine of its prediction with the service's. */
    private final double[][] similarity;
    /** By place: cosine of the service's prediction with the target; only for a file. */
    private final double[] cosines;

    private ServingComparison(
            int dimension, int definitions, int served, @Nullable PredictionFile file, ValidationRows order) {
        this.dimension = dimension;
        this.served = served;
        this.file = file;
        this.similarity = new double[definitions][order.size()];
        this.cosines = new double[order.size()];
        this.positions = new int[order.size()];
        RowSet rows = order.rowSet();
        for (int position = 0; position < positions.length; position++) {
            positions[rows.positionOf(order.row(position))] = position;
        }
    }

    /**
     * Compares with one of the definitions.
     *
     * @param definitions how many there are in the pass
     * @param served index of the service's
     */
    public static ServingComparison withDefinition(int dimension, int definitions, int served, ValidationRows order) {
        return new ServingComparison(dimension, definitions, served, null, order);
    }

    /**
     * Compares with what is known of the service. Its own predictions tell more than the name of its definition.
     *
     * @param predictions one for each row, in evaluation order; null if there are none
     * @return null when nothing is known, or the service uses the definition that judges
     */
    public static @Nullable ServingComparison of(
            int dimension, ForwardSelection selection, @Nullable PredictionFile predictions, ValidationRows order) {
        List<FittingDefinition> all = selection.all();
        if (predictions != null) {
            return new ServingComparison(dimension, all.size(), -1, predictions, order);
        }
        return selection.serving() == null || selection.servingRun() == selection.judging()
                ? null
                : withDefinition(dimension, all.size(), all.indexOf(selection.servingRun()), order);
    }

    @Override
    public void see(Scored batch) {
        float[] theirs = new float[batch.size() * dimension];
        if (file == null) {
            System.arraycopy(batch.predictions()[served], 0, theirs, 0, theirs.length);
        } else {
            for (int row = 0; row < batch.size(); row++) {
                file.read(positions[batch.place(row)], theirs, row * dimension);
            }
            double[] found = batch.scorer()
                    .score(theirs, batch.compared(), batch.size(), null, null)
                    .cosines();
            for (int row = 0; row < batch.size(); row++) {
                cosines[positions[batch.place(row)]] = found[row];
            }
        }
        for (int definition = 0; definition < similarity.length; definition++) {
            for (int row = 0; row < batch.size(); row++) {
                similarity[definition][positions[batch.place(row)]] = Vectors.cosine(
                        batch.predictions()[definition], row * dimension, theirs, row * dimension, dimension);
            }
        }
    }

    /** Cosine of each prediction in the file with its target, in evaluation order. */
    public double[] cosines() {
        return cosines.clone();
    }

    /** Index of a definition other than the first that predicts the same as the service on every row; -1 if there is none. */
    public int equivalent() {
        for (int definition = 1; definition < similarity.length; definition++) {
            if (definition != served && Arrays.stream(similarity[definition]).allMatch(cosine -> cosine >= SAME)) {
                return definition;
            }
        }
        return -1;
    }

    /**
     * The comparison with the first definition.
     *
     * @param trained the first definition
     * @param service the service's definition, or its file
     * @param equivalent name of the definition of {@link #equivalent()}
     */
    public ServingFacts facts(Side trained, Side service, ValidationRows order, @Nullable String equivalent) {
        double[] all = similarity[0];
        long differing = 0;
        int first = -1;
        int worst = 0;
        double sum = 0;
        for (int position = 0; position < all.length; position++) {
            sum += all[position];
            if (all[position] < SAME) {
                differing++;
                first = first < 0 ? position : first;
            }
            worst = all[position] < all[worst] ? position : worst;
        }
        return new ServingFacts(
                trained,
                service,
                new ServingFacts.Rows(
                        all.length,
                        SAME,
                        differing,
                        first < 0 ? null : row(first, order),
                        row(worst, order),
                        sum / all.length),
                equivalent);
    }

    private ServingFacts.Row row(int position, ValidationRows order) {
        return new ServingFacts.Row(position, order.row(position), similarity[0][position]);
    }
}
