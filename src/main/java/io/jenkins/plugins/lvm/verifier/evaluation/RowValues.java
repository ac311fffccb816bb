package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.score.RowScores;

/** What one forward definition reached on each row of a pass, in file order. */
final class RowValues {
    private final RowSet rows;
    private final double[] cosines;
    private final double[] squaredErrors;
    /** NaN where the prediction is not finite. */
    private final double[] norms;

    RowValues(final RowSet rows) {
        this.rows = rows;
        cosines = new double[rows.size()];
        squaredErrors = new double[rows.size()];
        norms = new double[rows.size()];
    }

    /**
     * Takes a batch.
     *
     * @param from place of its first row in the set
     */
    void add(final RowScores scores, final int from) {
        for (int i = 0; i < scores.cosines().length; i++) {
            cosines[from + i] = scores.cosines()[i];
            squaredErrors[from + i] = scores.squaredErrors()[i];
            norms[from + i] = scores.nonFinite()[i] ? Double.NaN : scores.norms()[i];
        }
    }

    /**
     * The values of some of the rows in evaluation order.
     *
     * @throws IllegalArgumentException if a row was not in the pass
     */
    DefinitionScores in(final ValidationRows order) {
        final double[] ordered = new double[order.size()];
        final double[] errors = new double[order.size()];
        final double[] lengths = new double[order.size()];
        for (int position = 0; position < ordered.length; position++) {
            final int place = rows.positionOf(order.row(position));
            if (place < 0) {
                throw new IllegalArgumentException("row " + order.row(position) + " was not read");
            }
            ordered[position] = cosines[place];
            errors[position] = squaredErrors[place];
            lengths[position] = norms[place];
        }
        return new DefinitionScores(ordered, errors, lengths);
    }
}
