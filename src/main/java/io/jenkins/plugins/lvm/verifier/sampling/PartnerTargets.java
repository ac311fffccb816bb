package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import java.nio.FloatBuffer;

/** Holds predictions of the judging definition against targets of other articles: for each row that of its partner. */
final class PartnerTargets implements ValidationPass.Observer {
    private final int[] partners;
    private final RowSet rows;
    private final RowSet partnerRows;
    private final float[] targets;
    private final int dimension;
    private final double[] cosines;

    /**
     * Reads the partners' targets.
     *
     * @param partners row of the file by place of the row that is to be predicted
     */
    PartnerTargets(SequenceData data, RowSet rows, int[] partners, int batchSize) {
        this.partners = partners;
        this.rows = rows;
        this.dimension = data.dimension();
        this.cosines = new double[rows.size()];
        this.partnerRows = RowSet.of(partners);
        this.targets = new float[partnerRows.size() * dimension];
        FloatBuffer all = FloatBuffer.wrap(targets);
        data.bind(partnerRows);
        data.forEachBatch(partnerRows, batchSize, batch -> {
            all.put(batch.targets().asFloatBuffer());
            return true;
        });
    }

    @Override
    public void see(ValidationPass.Scored batch) {
        float[] theirs = new float[batch.size() * dimension];
        for (int row = 0; row < batch.size(); row++) {
            int partner = partnerRows.positionOf(partners[batch.place(row)]);
            System.arraycopy(targets, partner * dimension, theirs, row * dimension, dimension);
        }
        double[] found = batch.scorer()
                .score(batch.predictions()[0], theirs, batch.size(), null, null)
                .cosines();
        System.arraycopy(found, 0, cosines, batch.place(0), found.length);
    }

    /** Cosine of each row's prediction with its partner's target. */
    double cosine(int row) {
        return cosines[rows.positionOf(row)];
    }
}
