package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.VectorRows;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricRows.Partners;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures a metric of predictions that are there already, each row counting as an article of its own. */
public final class GivenRows implements AutoCloseable {
    private final MetricRows kept;
    private final int rows;
    private final @Nullable RetrievalRun retrieval;

    /** @param targets from which a few are read for the chance level */
    public GivenRows(Metric metric, VectorRows targets) {
        boolean ofRanks = metric.rows() instanceof Rows.OfRanks;
        this.rows = targets.rows();
        this.retrieval = ofRanks ? new RetrievalRun(ComparedVectors.plain(), targets.dimension(), null) : null;
        this.kept = new MetricRows(metric, rows, targets.dimension(), ofRanks ? Partners.NONE : partners(targets));
    }

    private static Partners partners(VectorRows targets) {
        int[] places = Partners.places(targets.rows());
        float[] vectors = new float[places.length * targets.dimension()];
        long[] groups = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            targets.read(places[i], vectors, i * targets.dimension());
            groups[i] = places[i];
        }
        return new Partners(vectors, groups);
    }

    /**
     * Takes rows.
     *
     * @param predictions row-major [count, dimension]
     * @param targets the same
     * @param place of the first row
     * @param groups article of each row
     */
    public void add(float[] predictions, float[] targets, int count, int place, long[] groups) {
        kept.add(predictions, targets, count, place, groups);
        if (retrieval != null) {
            retrieval.add(predictions, targets, count);
        }
    }

    /** What the metric keeps of each row, once all are taken. */
    public MetricScores scores() {
        return kept.scores(
                IntStream.range(0, rows).toArray(),
                retrieval == null
                        ? null
                        : retrieval.ranks(TorchEngine.start(null, 0).device("cpu")));
    }

    @Override
    public void close() {
        if (retrieval != null) {
            retrieval.close();
        }
    }
}
