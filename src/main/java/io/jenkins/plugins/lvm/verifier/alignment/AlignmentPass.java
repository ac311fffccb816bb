package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One pass over the rows that the tests use, in file order and in batches. */
final class AlignmentPass {
    private static final double LOW = 0.45;
    private static final double NORMAL = 0.55;

    private final SequenceData data;
    private final CausalAlignment.Settings settings;
    private final @Nullable PlacedRows placed;
    private final @Nullable ArticleVectors articles;
    private final List<PlacedTests> numberings = new ArrayList<>();
    private final SelectedRows everyone;
    private final int[][] shuffles;

    private final int length;
    private final int dimension;

    private final RunningMean base = new RunningMean();
    private final RunningMean shuffled = new RunningMean();
    private final RunningMean reversed = new RunningMean();
    private final RunningMean leaveOneOut = new RunningMean();
    private final RunningMean repeatLast = new RunningMean();
    private final RunningMean firstAsLast = new RunningMean();
    private final RunningMean low = new RunningMean();
    private final RunningMean normal = new RunningMean();

    /**
     * Where the targets are.
     *
     * @param trueNext offset at which the articles hold them; null if it is not known
     * @param source of the articles' vectors
     */
    record Places(PlacedRows placed, @Nullable Integer trueNext, ArticleSource source) {}

    /**
     * Reads the articles of all rows that are looked up.
     *
     * @param places null where the data places no target
     */
    AlignmentPass(SequenceData data, RowSet rows, @Nullable Places places, CausalAlignment.Settings settings) {
        this.data = data;
        this.settings = settings;
        this.length = data.contextLength();
        this.dimension = data.dimension();
        everyone = new SelectedRows(IntStream.range(0, Math.min(settings.samples(), rows.size()))
                .map(rows::row)
                .toArray());
        final ShuffledOrders orders = new ShuffledOrders(length);
        shuffles = new int[everyone.rows().length][];
        Arrays.setAll(shuffles, i -> orders.next());
        if (places == null) {
            placed = null;
            articles = null;
            return;
        }
        placed = places.placed();
        numberings.add(new PlacedTests(placed, 0, 0, settings, dimension));
        Integer trueNext = places.trueNext();
        if (trueNext != null) {
            numberings.add(new PlacedTests(placed, trueNext - 1, trueNext, settings, dimension));
        }
        Set<Long> wanted = new HashSet<>();
        for (PlacedTests tests : numberings) {
            for (SelectedRows selected : tests.selections()) {
                wanted.addAll(placed.articles(selected.rows()));
            }
        }
        articles = new ArticleVectors(places.source(), placed.index(), wanted, dimension);
    }

    /** What the tests find, each batch of rows predicted once for all of them. */
    Alignment.Rows run(
            final Predictor forward, final CausalAlignment.RowProgress progress, CausalAlignment.Observer observer) {
        RowSet union = RowSet.of(everyone.rows());
        for (final PlacedTests tests : numberings) {
            for (final SelectedRows selected : tests.selections()) {
                union = union.union(RowSet.of(selected.rows()));
            }
        }
        final RowSet all = union;
        data.bind(all);
        data.forEachBatch(all, settings.batchSize(), batch -> {
            new Batch(batch, forward, observer).run();
            progress.rows(batch.from() + batch.size(), all.size());
            return true;
        });
        return result(data.rowsDigest(all.inFileOrder()));
    }

    private Alignment.Rows result(String rowsDigest) {
        return new Alignment.Rows(
                data.arrays().path().toString(),
                numberings.isEmpty() ? null : numberings.get(0).result(),
                numberings.size() < 2 ? null : numberings.get(1).result(),
                new Alignment.Orders(
                        base.value(),
                        shuffled.minus(base),
                        reversed.minus(base),
                        leaveOneOut.minus(base),
                        repeatLast.minus(base),
                        firstAsLast.minus(base),
                        base.count()),
                new Alignment.Bins(low.value(), low.count(), normal.value(), normal.count()),
                rowsDigest,
                articles == null ? null : articles.sha256());
    }

    /** One batch. */
    private final class Batch {
        private final Predictor forward;
        private final CausalAlignment.Observer observer;
        private final int[] rows;
        private final float[] contexts;
        private final float[] targets;
        private final float[] predictions;

        Batch(final SequenceBatch batch, final Predictor forward, CausalAlignment.Observer observer) {
            this.forward = forward;
            this.observer = observer;
            rows = IntStream.range(0, batch.size()).map(batch::row).toArray();
            contexts = Vectors.scaleToUnit(batch.contextValues(), dimension);
            targets = Vectors.scaleToUnit(batch.targetValues(), dimension);
            predictions = predict(contexts);
        }

        void run() {
            if (placed != null && articles != null) {
                ArticleCosines withArticles = new ArticleCosines(rows, predictions, placed, articles, dimension);
                numberings.forEach(tests -> tests.see(withArticles));
                rollOut(articles);
            }
            final int[] changed = everyone.among(rows);
            if (changed.length > 0) {
                final float[] wanted = Gather.rows(targets, changed, dimension);
                final double[] unchanged = cosines(Gather.rows(predictions, changed, dimension), wanted);
                base.add(unchanged);
                changeOrders(changed, wanted, unchanged);
                stratify(changed, unchanged);
            }
        }

        private float[] predict(final float[] of) {
            final float[] made = forward.predictHeld(FloatBuffer.wrap(of), of.length / (length * dimension), length)[0];
            observer.see(of, made);
            return Vectors.scaleToUnit(made, dimension);
        }

        private void rollOut(ArticleVectors vectors) {
            final int[] rolled = IntStream.range(0, rows.length)
                    .filter(i -> numberings.stream()
                            .anyMatch(tests -> tests.rolloutRows().indexOf(rows[i]) >= 0))
                    .toArray();
            if (rolled.length == 0) {
                return;
            }
            final List<float[]> steps = new ArrayList<>();
            float[] current = Gather.rows(contexts, rolled, length * dimension);
            steps.add(Gather.rows(predictions, rolled, dimension));
            while (steps.size() < settings.horizon()) {
                current = new Contexts(current, length, dimension).slid(steps.get(steps.size() - 1));
                steps.add(predict(current));
            }
            final int[] rolledRows = Arrays.stream(rolled).map(i -> rows[i]).toArray();
            numberings.forEach(tests -> tests.seeRollout(rolledRows, steps, vectors));
        }

        private void changeOrders(final int[] changed, final float[] wanted, final double[] unchanged) {
            final Contexts old = new Contexts(contexts, length, dimension);
            final int start = everyone.indexOf(rows[changed[0]]);
            score(shuffled, old.arranged(changed, i -> shuffles[start + i]), wanted);
            score(reversed, old.arranged(changed, i -> old.reversed()), wanted);
            for (int left = 0; left < length; left++) {
                final int[] without = old.without(left);
                if (Arrays.equals(without, old.unchanged())) {
                    leaveOneOut.add(unchanged);
                } else {
                    score(leaveOneOut, old.arranged(changed, i -> without), wanted);
                }
            }
            score(repeatLast, old.arranged(changed, i -> old.lastRepeated()), wanted);
            score(firstAsLast, old.arranged(changed, i -> old.firstAsLast()), wanted);
        }

        private void score(final RunningMean means, final float[] changedContexts, final float[] wanted) {
            means.add(cosines(predict(changedContexts), wanted));
        }

        private void stratify(final int[] changed, final double[] cosines) {
            final double[] coherence = new double[changed.length];
            for (int pair = 0; pair + 1 < length; pair++) {
                for (int i = 0; i < changed.length; i++) {
                    final int at = (changed[i] * length + pair) * dimension;
                    coherence[i] += Vectors.dot(contexts, at, contexts, at + dimension, dimension) / (length - 1);
                }
            }
            for (int i = 0; i < cosines.length; i++) {
                if (coherence[i] < LOW) {
                    low.add(cosines[i]);
                } else if (coherence[i] <= NORMAL) {
                    normal.add(cosines[i]);
                }
            }
        }

        private double[] cosines(final float[] first, final float[] second) {
            return Vectors.dots(first, second, dimension);
        }
    }
}
