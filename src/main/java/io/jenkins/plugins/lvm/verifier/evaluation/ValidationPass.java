package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.score.ChanceLevel;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One pass over rows, in file order and constant memory: every forward definition predicts each batch, and each prediction becomes
 * one score. Evaluation order, and with it batch means, is made of the scores afterwards, so that one pass serves any number of
 * splits.
 */
public final class ValidationPass {
    private final SequenceData data;
    private final RowSet rows;
    private final ArticleGroups groups;
    private final List<Observer> observers;
    private final ChanceLevel chance;
    private List<FittingDefinition> definitions = List.of();
    private final Map<FittingDefinition, RowValues> values = new IdentityHashMap<>();

    /**
     * @param rows all that are read
     * @param groups which rows are of one article
     * @param observers what else looks at each batch
     */
    public ValidationPass(SequenceData data, RowSet rows, ArticleGroups groups, List<Observer> observers) {
        this.data = data;
        this.rows = rows;
        this.groups = groups;
        this.observers = List.copyOf(observers);
        this.chance = new ChanceLevel(data.dimension());
    }

    /**
     * A batch that was scored.
     *
     * @param rows where it is in the file
     * @param contexts row-major [size, length, dimension]
     * @param targets row-major [size, dimension]
     * @param predictions of each definition, in the forward pass's order, row-major [size, dimension]
     * @param scorer for whoever needs cosines
     */
    record Scored(SequenceBatch rows, float[] contexts, float[] targets, float[][] predictions, RowScorer scorer) {
        int size() {
            return rows.size();
        }

        /** Place in the pass of a row of this batch. */
        int place(int row) {
            return rows.from() + row;
        }
    }

    /** Looks at each batch once it is scored. */
    @FunctionalInterface
    public interface Observer {
        void see(Scored batch);
    }

    /**
     * Runs the definitions; the first one is the one whose chance level is taken.
     *
     * @param forward predicts every row
     */
    public void run(ForwardPass forward, int batchSize, Progress progress) {
        run(forward, null, RowSet.of(), batchSize, progress);
    }

    /**
     * Runs some definitions on all rows, and others on some.
     *
     * @param forward predicts every row
     * @param more predicts only some rows; null for none
     * @param some those rows, all of them rows of the pass
     */
    public void run(ForwardPass forward, @Nullable ForwardPass more, RowSet some, int batchSize, Progress progress) {
        definitions = forward.definitions();
        definitions.forEach(definition -> values.put(definition, new RowValues(rows)));
        if (more != null) {
            more.definitions().forEach(definition -> values.put(definition, new RowValues(some)));
        }
        try (RowScorer scorer = new RowScorer(data.dimension())) {
            data.forEachBatch(rows, batchSize, batch -> {
                scoreAll(batch, forward, scorer);
                if (more != null) {
                    scoreSome(batch, more, some, scorer);
                }
                progress.rows(batch.from() + batch.size(), rows.size());
                return true;
            });
        }
    }

    private void scoreAll(SequenceBatch batch, ForwardPass forward, RowScorer scorer) {
        float[][] predictions = forward.predict(batch.contexts().asFloatBuffer(), batch.size(), data.contextLength());
        float[] targets = batch.targetValues();
        long[] articles = groups.groups(batch);
        List<FittingDefinition> definitions = forward.definitions();
        for (int i = 0; i < definitions.size(); i++) {
            valuesOf(definitions.get(i))
                    .add(
                            scorer.score(predictions[i], targets, batch.size(), i == 0 ? chance : null, articles),
                            batch.from());
        }
        if (!observers.isEmpty()) {
            Scored scored = new Scored(batch, batch.contextValues(), targets, predictions, scorer);
            observers.forEach(observer -> observer.see(scored));
        }
    }

    private void scoreSome(SequenceBatch batch, ForwardPass forward, RowSet some, RowScorer scorer) {
        int contextSize = data.contextLength() * data.dimension();
        float[] contexts = new float[batch.size() * contextSize];
        float[] targets = new float[batch.size() * data.dimension()];
        int count = 0;
        int from = 0;
        for (int i = 0; i < batch.size(); i++) {
            int place = some.positionOf(batch.row(i));
            if (place >= 0) {
                from = count == 0 ? place : from;
                batch.contexts()
                        .asFloatBuffer()
                        .position(i * contextSize)
                        .get(contexts, count * contextSize, contextSize);
                batch.targets()
                        .asFloatBuffer()
                        .position(i * data.dimension())
                        .get(targets, count * data.dimension(), data.dimension());
                count++;
            }
        }
        if (count == 0) {
            return;
        }
        float[][] predictions =
                forward.predict(FloatBuffer.wrap(contexts, 0, count * contextSize), count, data.contextLength());
        for (int i = 0; i < predictions.length; i++) {
            valuesOf(forward.definitions().get(i)).add(scorer.score(predictions[i], targets, count, null, null), from);
        }
    }

    /** The definitions that were run on all rows, in their order. */
    public List<FittingDefinition> definitions() {
        return definitions;
    }

    /** What a definition reached on rows of this pass. */
    public DefinitionScores scores(FittingDefinition definition, ValidationRows order) {
        return valuesOf(definition).in(order);
    }

    private RowValues valuesOf(FittingDefinition definition) {
        return Objects.requireNonNull(values.get(definition), "The definition was not run in this pass.");
    }

    /** Chance level of the first definition; empty where all rows are of one article. */
    public OptionalDouble chance() {
        return chance.value();
    }
}
