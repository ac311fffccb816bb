package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TrainingPass;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.util.ArrayList;
import java.util.List;

/** A model in training mode on some rows, once for each of some seeds: the same numbers on the same machine. */
public final class TrainingRuns {
    private final SequenceData data;
    private final ValidationRows rows;
    private final TorchDevice device;
    private final int batchSize;
    private final Progress progress;

    /** @param rows in evaluation order */
    public TrainingRuns(
            EvaluationData data, ValidationRows rows, TorchDevice device, int batchSize, Progress progress) {
        this.data = data.sequences();
        this.rows = rows;
        this.device = device;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    /**
     * What each run reaches.
     *
     * @param rate of dropout
     * @param from the first seed
     * @param to the last one is the one before
     */
    public List<DefinitionScores> of(FittingDefinition definition, Weights weights, double rate, int from, int to) {
        List<DefinitionScores> runs = new ArrayList<>();
        try (TrainingPass pass = new TrainingPass(definition, weights, device, rate);
                RowScorer scorer = new RowScorer(data.dimension())) {
            for (int seed = from; seed < to; seed++) {
                RowValues values = new RowValues(rows.rowSet());
                pass.seed(seed);
                data.forEachBatch(rows.rowSet(), batchSize, batch -> {
                    float[] predictions =
                            pass.predict(batch.contexts().asFloatBuffer(), batch.size(), data.contextLength());
                    values.add(scorer.score(predictions, batch.targetValues(), batch.size(), null, null), batch.from());
                    progress.rows(batch.from() + batch.size(), rows.size());
                    return true;
                });
                runs.add(values.in(rows));
            }
        }
        return runs;
    }
}
