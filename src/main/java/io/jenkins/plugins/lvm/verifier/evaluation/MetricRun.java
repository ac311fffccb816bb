package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricRows.Partners;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures a metric other than the cosine beside a pass: of the first definition, in the space of the claim. */
public final class MetricRun implements ValidationPass.Observer, AutoCloseable {
    /** What is said of cosines only. */
    public static final List<String> LEFT_OUT = List.of(
            "alternatives to the claim are tried for cosines only",
            "definitions, state dicts, devices, the service, held-out rows and naive predictors are compared by cosine");

    private final ArticleGroups groups;
    private final RowSet rows;
    private final RowSet all;
    private final MetricRows kept;
    private final @Nullable RetrievalRun retrieval;

    /**
     * Begins a run, and reads a few targets for its chance level.
     *
     * @param metric null for the cosine, which the pass itself measures
     * @param rows all of the pass
     * @param all rows of the split, of which the pass may have a part
     * @param compared what is compared; not closed
     * @return null for the cosine
     */
    public static @Nullable MetricRun of(
            @Nullable Metric metric, EvaluationData data, RowSet rows, RowSet all, ComparedVectors compared) {
        return metric == null ? null : new MetricRun(metric, data, rows, all, compared);
    }

    private MetricRun(Metric metric, EvaluationData data, RowSet rows, RowSet all, ComparedVectors compared) {
        int dimension = data.sequences().dimension();
        this.groups = data.groups();
        this.rows = rows;
        this.all = all;
        boolean ofRanks = metric.rows() instanceof Rows.OfRanks;
        this.retrieval = ofRanks ? new RetrievalRun(compared, dimension, null) : null;
        this.kept = new MetricRows(metric, rows.size(), dimension, ofRanks ? Partners.NONE : partners(data, compared));
    }

    private Partners partners(EvaluationData data, ComparedVectors compared) {
        int[] places = Partners.places(all.size());
        int[] partners = new int[places.length];
        long[] articles = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            partners[i] = all.row(places[i]);
            articles[i] = groups.group(partners[i], places[i]);
        }
        SequenceData sequences = data.sequences();
        float[] targets = new float[places.length * sequences.dimension()];
        FloatBuffer all = FloatBuffer.wrap(targets);
        sequences.withoutCache().forEachBatch(RowSet.of(partners), places.length, batch -> {
            all.put(
                    compared.targets(batch::contextValues, batch.targetValues(), batch.size()),
                    0,
                    batch.size() * sequences.dimension());
            return true;
        });
        return new Partners(targets, articles);
    }

    @Override
    public void see(Scored batch) {
        kept.add(
                batch.predictions()[0],
                batch.compared(),
                batch.size(),
                batch.place(0),
                articles(batch.place(0), batch.size()));
        if (retrieval != null) {
            retrieval.see(batch);
        }
    }

    /** By their places among all rows of the split, whichever part of these the pass has. */
    private long[] articles(int from, int size) {
        long[] articles = new long[size];
        for (int i = 0; i < size; i++) {
            int row = rows.row(from + i);
            articles[i] = groups.group(row, all.positionOf(row));
        }
        return articles;
    }

    /**
     * What was found of all rows of the pass.
     *
     * @param order the same rows in evaluation order
     */
    public MetricScores scores(ValidationRows order, TorchDevice device) {
        int[] places = new int[order.size()];
        for (int position = 0; position < places.length; position++) {
            places[position] = rows.positionOf(order.row(position));
        }
        return kept.scores(places, retrieval == null ? null : retrieval.ranks(device));
    }

    /**
     * What a metric found.
     *
     * @param earlier of a baseline that was measured in the same pass
     */
    public record Found(MetricScores ours, @Nullable MetricScores earlier) {}

    /** The same with that of a baseline, if it was measured in the same pass. */
    public Found found(@Nullable MetricRun earlier, ValidationRows order, TorchDevice device) {
        return new Found(scores(order, device), earlier == null ? null : earlier.scores(order, device));
    }

    @Override
    public void close() {
        if (retrieval != null) {
            retrieval.close();
        }
    }
}
