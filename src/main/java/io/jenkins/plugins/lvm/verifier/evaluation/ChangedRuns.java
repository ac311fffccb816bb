package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One pass over rows for a model that is changed in some way: other weights, or the same contexts otherwise. */
public final class ChangedRuns {
    private final SequenceData data;
    private final ValidationRows rows;
    private final TorchDevice device;
    private final int batchSize;
    private final Progress progress;

    /** @param rows in evaluation order */
    public ChangedRuns(EvaluationData data, ValidationRows rows, TorchDevice device, int batchSize, Progress progress) {
        this.data = data.sequences();
        this.rows = rows;
        this.device = device;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    /** What is done to contexts [rows, length, dimension] before the model sees them. */
    public enum Contexts {
        AS_THEY_ARE,
        /** The newest vector first. */
        REVERSED,
        /** Each vector made unit length. */
        UNIT;

        /** Changes the first rows of contexts in place. */
        void apply(float[] contexts, int rows, int length, int dimension) {
            switch (this) {
                case AS_THEY_ARE -> {}
                case REVERSED -> reverse(contexts, rows, length, dimension);
                case UNIT -> normalise(contexts, rows * length, dimension);
            }
        }

        private static void reverse(float[] contexts, int rows, int length, int dimension) {
            float[] kept = new float[dimension];
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < length / 2; i++) {
                    int early = (row * length + i) * dimension;
                    int late = (row * length + length - 1 - i) * dimension;
                    System.arraycopy(contexts, early, kept, 0, dimension);
                    System.arraycopy(contexts, late, contexts, early, dimension);
                    System.arraycopy(kept, 0, contexts, late, dimension);
                }
            }
        }

        private static void normalise(float[] contexts, int vectors, int dimension) {
            for (int vector = 0; vector < vectors; vector++) {
                double norm = Vectors.norm(contexts, vector * dimension, dimension);
                for (int i = vector * dimension; i < (vector + 1) * dimension; i++) {
                    contexts[i] = (float) (contexts[i] / norm);
                }
            }
        }
    }

    /**
     * A model as it could have been.
     *
     * @param definition that fits the weights
     */
    public record Run(FittingDefinition definition, Weights weights, Contexts contexts) {}

    /** What each run reaches, in their order; every batch is read once for all of them. */
    public List<DefinitionScores> of(List<Run> runs) {
        try (ComparedVectors plain = ComparedVectors.plain()) {
            return of(runs, plain);
        }
    }

    /** The same, comparing what a checkpoint's claim compares. */
    public List<DefinitionScores> inSpaceOf(OpenCheckpoint subject, List<Run> runs) {
        try (ComparedVectors compared = subject.compared(data, device)) {
            return of(runs, compared);
        }
    }

    private List<DefinitionScores> of(List<Run> runs, ComparedVectors compared) {
        List<ForwardPass> passes = new ArrayList<>();
        List<RowValues> values = new ArrayList<>();
        try (RowScorer scorer = new RowScorer(data.dimension())) {
            for (Run run : runs) {
                passes.add(ForwardPass.verified(List.of(run.definition()), run.weights(), device));
                values.add(new RowValues(rows.rowSet()));
            }
            data.forEachBatch(rows.rowSet(), batchSize, batch -> {
                float[] stored = batch.contextValues();
                float[] targets = compared.targets(() -> stored, batch.targetValues(), batch.size());
                for (int i = 0; i < runs.size(); i++) {
                    float[] contexts = changed(batch, runs.get(i).contexts());
                    float[] predictions = passes.get(i)
                            .predictHeld(FloatBuffer.wrap(contexts), batch.size(), data.contextLength())[0];
                    float[] made = compared.predictions(() -> stored, predictions, batch.size());
                    values.get(i).add(scorer.score(made, targets, batch.size(), null, null), batch.from());
                }
                progress.rows(batch.from() + batch.size(), rows.size());
                return true;
            });
        } finally {
            passes.forEach(ForwardPass::close);
        }
        return values.stream().map(each -> each.in(rows)).toList();
    }

    private float[] changed(SequenceBatch batch, Contexts change) {
        float[] values = batch.contextValues();
        int size = batch.size() * data.contextSize();
        float[] contexts = values.length == size ? values : Arrays.copyOf(values, size);
        change.apply(contexts, batch.size(), data.contextLength(), data.dimension());
        return contexts;
    }
}
