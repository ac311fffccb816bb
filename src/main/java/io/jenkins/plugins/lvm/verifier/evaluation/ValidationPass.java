package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.ProductAgreement;
import io.jenkins.plugins.lvm.verifier.model.RowTags;
import io.jenkins.plugins.lvm.verifier.score.BatchGeometry;
import io.jenkins.plugins.lvm.verifier.score.ChanceLevel;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import io.jenkins.plugins.lvm.verifier.score.RowsApart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
    private final ComparedVectors compared;
    private final ChanceLevel chance;
    private final RowsApart apart;
    private List<FittingDefinition> definitions = List.of();
    private boolean identified = true;
    private @Nullable ProductAgreement products;
    private final Map<FittingDefinition, RowValues> values = new IdentityHashMap<>();

    /**
     * Compares predictions with targets as they are.
     *
     * @param rows all that are read
     * @param groups which rows are of one article
     * @param observers what else looks at each batch
     */
    public ValidationPass(SequenceData data, RowSet rows, ArticleGroups groups, List<Observer> observers) {
        this(data, rows, groups, observers, ComparedVectors.plain());
    }

    /**
     * Compares in the space of a claim.
     *
     * @param rows all that are read
     * @param groups which rows are of one article
     * @param observers what else looks at each batch
     * @param compared makes the vectors whose cosine is taken; not closed
     */
    public ValidationPass(
            SequenceData data, RowSet rows, ArticleGroups groups, List<Observer> observers, ComparedVectors compared) {
        this.data = data;
        this.rows = rows;
        this.groups = groups;
        this.observers = List.copyOf(observers);
        this.compared = compared;
        this.chance = new ChanceLevel(data.dimension());
        this.apart = new RowsApart(data.dimension(), data.contextLength());
    }

    /**
     * What forward definitions make of a batch.
     *
     * @param definitions in the forward pass's order
     * @param predictions of each of them, row-major [size, dimension], as they are compared
     * @param raw the first definition's predictions as it makes them
     * @param compared what predictions are compared with, row-major [size, dimension]: the targets, or what a claim makes of them
     */
    record Predicted(List<FittingDefinition> definitions, float[][] predictions, float[] raw, float[] compared) {

        static Predicted by(Predictor forward, ComparedVectors space, BatchMemory batch, int contextLength) {
            float[][] predictions = batch.predictions(forward, contextLength);
            float[] raw = predictions[0];
            RowTags.requireSame(forward, batch.given(), raw);
            for (int i = 0; i < predictions.length; i++) {
                predictions[i] = space.predictions(batch::contexts, predictions[i], batch.size());
            }
            float[] compared = space.targets(batch::contexts, batch.targets(), batch.size());
            return new Predicted(forward.definitions(), predictions, raw, compared);
        }
    }

    /**
     * A batch that was scored. Its arrays are used again: they are valid until all observers have seen it, and may be longer.
     *
     * @param batch its rows
     * @param geometry of contexts and targets
     * @param scorer for whoever needs cosines
     */
    public record Scored(BatchMemory batch, BatchGeometry geometry, Predicted predicted, RowScorer scorer) {
        public int size() {
            return batch.size();
        }

        /** Row-major [size, length, dimension]. */
        float[] contexts() {
            return batch.contexts();
        }

        /** Row-major [size, dimension]. */
        float[] targets() {
            return batch.targets();
        }

        /** What predictions are compared with. */
        float[] compared() {
            return predicted.compared();
        }

        /** Of each definition, as they are compared. */
        public float[][] predictions() {
            return predicted.predictions();
        }

        /** The first definition's predictions as it makes them. */
        float[] raw() {
            return predicted.raw();
        }

        /** The file's row that is at this place of the batch. */
        public int row(int place) {
            return batch.rows().row(batch.from() + place);
        }

        /** Place in the pass of a row of this batch. */
        public int place(int row) {
            return batch.from() + row;
        }
    }

    /**
     * What is run on some rows only.
     *
     * @param compared makes the vectors whose cosine is taken; not closed
     * @param rows all of them rows of the pass
     * @param observers look at each batch of it
     */
    public record Beside(Predictor forward, ComparedVectors compared, RowSet rows, List<Observer> observers) {
        /** With nobody who looks. */
        public Beside(Predictor forward, ComparedVectors compared, RowSet rows) {
            this(forward, compared, rows, List.of());
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
    public void run(Predictor forward, int batchSize, Progress progress) {
        run(forward, List.of(), batchSize, progress);
    }

    /**
     * Runs some definitions on all rows, and others on some.
     *
     * @param forward predicts every row
     * @param more predict only some rows
     */
    public void run(Predictor forward, List<Beside> more, int batchSize, Progress progress) {
        definitions = forward.definitions();
        definitions.forEach(definition -> values.put(definition, new RowValues(rows)));
        for (Beside beside : more) {
            beside.forward().definitions().forEach(definition -> values.put(definition, new RowValues(beside.rows())));
        }
        Slot[] slots = {new Slot(more.size()), new Slot(more.size())};
        AtomicInteger batches = new AtomicInteger();
        try (ScoringThread scoring = new ScoringThread(data.dimension(), forward.scorers())) {
            data.forEachBatch(rows, batchSize, batch -> {
                Slot slot = slots[batches.getAndIncrement() % slots.length];
                slot.all.take(batch);
                Predicted all = Predicted.by(forward, compared, slot.all, data.contextLength());
                identified = identified && forward.tags() != null;
                List<@Nullable Predicted> others = slot.predicted(more);
                scoring.begin(scorer -> {
                    scoreAll(slot.all, all, scorer);
                    for (int i = 0; i < more.size(); i++) {
                        Predicted other = others.get(i);
                        if (other != null) {
                            score(slot.some.get(i), other, scorer, null, null);
                            show(more.get(i).observers(), slot.some.get(i), other, scorer);
                        }
                    }
                });
                progress.rows(batch.from() + batch.size(), rows.size());
                return true;
            });
            scoring.finish();
        }
        products = forward.products();
    }

    /** A batch in work: while one is scored, the other one is predicted. Both are the reader's own, which keeps them for so long. */
    private final class Slot {
        private final BatchMemory all = new BatchMemory(data.contextSize(), data.dimension());
        private final List<BatchMemory> some;

        /** @param besides what is run on some rows */
        Slot(int besides) {
            some = Stream.generate(() -> new BatchMemory(data.contextSize(), data.dimension()))
                    .limit(besides)
                    .toList();
        }

        /** What each of these makes of its own rows of the batch. */
        List<@Nullable Predicted> predicted(List<Beside> more) {
            List<@Nullable Predicted> predicted = new ArrayList<>();
            for (int i = 0; i < more.size(); i++) {
                Beside beside = more.get(i);
                BatchMemory own = some.get(i);
                predicted.add(
                        own.copy(all, beside.rows())
                                ? Predicted.by(beside.forward(), beside.compared(), own, data.contextLength())
                                : null);
            }
            return predicted;
        }
    }

    /**
     * Runs more definitions on all rows, once the pass has ended. Nobody looks at their batches.
     *
     * @param forward predicts every row
     */
    public void runAlso(Predictor forward, int batchSize, Progress progress) {
        ValidationPass also = new ValidationPass(data, rows, groups, List.of(), compared);
        also.run(forward, batchSize, progress);
        values.putAll(also.values);
        definitions =
                Stream.concat(definitions.stream(), also.definitions.stream()).toList();
    }

    private void scoreAll(BatchMemory batch, Predicted predicted, RowScorer scorer) {
        long[] articles = groups.groups(batch.rows(), batch.from(), batch.size());
        apart.add(articles, numbers(batch), predicted.predictions()[0], predicted.compared());
        score(batch, predicted, scorer, chance, articles);
        show(observers, batch, predicted, scorer);
    }

    private void show(List<Observer> to, BatchMemory batch, Predicted predicted, RowScorer scorer) {
        if (!to.isEmpty()) {
            BatchGeometry geometry = new BatchGeometry(
                    batch.contexts(), batch.targets(), batch.size(), data.contextVectors(), data.dimension());
            Scored scored = new Scored(batch, geometry, predicted, scorer);
            to.forEach(observer -> observer.see(scored));
        }
    }

    private static int[] numbers(BatchMemory batch) {
        int[] numbers = new int[batch.size()];
        Arrays.setAll(numbers, i -> batch.rows().row(batch.from() + i));
        return numbers;
    }

    /** @param chance of the first definition; null where nobody asks for it */
    private void score(
            BatchMemory batch,
            Predicted predicted,
            RowScorer scorer,
            @Nullable ChanceLevel chance,
            long @Nullable [] articles) {
        for (int i = 0; i < predicted.predictions().length; i++) {
            valuesOf(predicted.definitions().get(i))
                    .add(
                            scorer.score(
                                    predicted.predictions()[i],
                                    predicted.compared(),
                                    batch.size(),
                                    i == 0 ? chance : null,
                                    articles),
                            batch.from());
        }
    }

    /** The definitions that were run on all rows, in their order. */
    public List<FittingDefinition> definitions() {
        return definitions;
    }

    /** Whether a definition was run on all rows, not on some or none. */
    public boolean covers(FittingDefinition definition) {
        return definitions.contains(definition);
    }

    /** What a definition reached on rows of this pass. */
    public DefinitionScores scores(FittingDefinition definition, ValidationRows order) {
        return valuesOf(definition).in(order);
    }

    private RowValues valuesOf(FittingDefinition definition) {
        return Objects.requireNonNull(values.get(definition), "The definition was not run in this pass.");
    }

    /** Whether the engine said of every row which one it is. */
    public boolean identified() {
        return identified;
    }

    /** How well all products by matrices agreed with projections of them; null where nobody looked. */
    public @Nullable ProductAgreement products() {
        return products;
    }

    /** What the chance level of the first definition is made of. */
    public ChanceLevel chanceLevel() {
        return chance;
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
