package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.score.BatchGeometry;
import io.jenkins.plugins.lvm.verifier.score.ChanceLevel;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import io.jenkins.plugins.lvm.verifier.score.RowsApart;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One pass over rows, in file order and constant memory: every forward definition predicts each batch, and each prediction becomes
 * one score while the next batch is predicted and those after it are read. Evaluation order, and with it batch means, is made of the scores afterwards, so that one pass serves any number of
 * splits.
 */
public final class ValidationPass {
    private final SequenceData data;
    private final RowSet rows;
    private final ArticleGroups groups;
    private final List<Observer> observers;
    private final ChanceLevel chance;
    private final RowsApart apart;
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
        this.apart = new RowsApart(data.dimension(), data.contextLength());
    }

    /**
     * A batch that was scored. The arrays are used again: they are valid until all observers have seen it, and may be longer.
     *
     * @param rows set that is being read
     * @param from position in the set of the batch's first row
     * @param size number of rows
     * @param contexts row-major [size, length, dimension]
     * @param targets row-major [size, dimension]
     * @param geometry of contexts and targets
     * @param predictions of each definition, in the forward pass's order, row-major [size, dimension]
     * @param scorer for whoever needs cosines
     */
    record Scored(
            RowSet rows,
            int from,
            int size,
            float[] contexts,
            float[] targets,
            BatchGeometry geometry,
            float[][] predictions,
            RowScorer scorer) {
        /** The file's row that is at this place of the batch. */
        int row(int place) {
            return rows.row(from + place);
        }

        /** Place in the pass of a row of this batch. */
        int place(int row) {
            return from + row;
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
        Slot[] slots = {new Slot(), new Slot()};
        AtomicInteger batches = new AtomicInteger();
        try (ScoringThread scoring = new ScoringThread(data.dimension())) {
            data.forEachBatch(rows, batchSize, batch -> {
                Slot slot = slots[batches.getAndIncrement() % slots.length];
                slot.all.copy(batch);
                float[][] predictions = forward.predict(slot.all.input(), slot.all.size(), data.contextLength());
                float[][] others = more != null && slot.some.copy(slot.all, some)
                        ? more.predict(slot.some.input(), slot.some.size(), data.contextLength())
                        : null;
                scoring.begin(scorer -> {
                    scoreAll(slot.all, forward.definitions(), predictions, scorer);
                    if (more != null && others != null) {
                        scoreSome(slot.some, more.definitions(), others, scorer);
                    }
                });
                progress.rows(batch.from() + batch.size(), rows.size());
                return true;
            });
            scoring.finish();
        }
    }

    /** A batch in work: while one is scored, the other one is filled. */
    private final class Slot {
        private final BatchMemory all = new BatchMemory(data.contextLength(), data.dimension());
        private final BatchMemory some = new BatchMemory(data.contextLength(), data.dimension());
    }

    private void scoreAll(BatchMemory batch, List<FittingDefinition> of, float[][] predictions, RowScorer scorer) {
        long[] articles = groups.groups(batch.rows(), batch.from(), batch.size());
        apart.add(articles, numbers(batch), predictions[0], batch.targets());
        for (int i = 0; i < of.size(); i++) {
            valuesOf(of.get(i))
                    .add(
                            scorer.score(
                                    predictions[i], batch.targets(), batch.size(), i == 0 ? chance : null, articles),
                            batch.from());
        }
        if (!observers.isEmpty()) {
            Scored scored = new Scored(
                    batch.rows(),
                    batch.from(),
                    batch.size(),
                    batch.contexts(),
                    batch.targets(),
                    new BatchGeometry(
                            batch.contexts(), batch.targets(), batch.size(), data.contextLength(), data.dimension()),
                    predictions,
                    scorer);
            observers.forEach(observer -> observer.see(scored));
        }
    }

    private static int[] numbers(BatchMemory batch) {
        int[] numbers = new int[batch.size()];
        Arrays.setAll(numbers, i -> batch.rows().row(batch.from() + i));
        return numbers;
    }

    private void scoreSome(BatchMemory batch, List<FittingDefinition> of, float[][] predictions, RowScorer scorer) {
        for (int i = 0; i < predictions.length; i++) {
            valuesOf(of.get(i))
                    .add(scorer.score(predictions[i], batch.targets(), batch.size(), null, null), batch.from());
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

    /** Whether the first definition tells rows of one article apart; null where rows are of several, which have a chance level. */
    public RowsApart.@Nullable Estimate apart() {
        return apart.estimate().orElse(null);
    }
}
