package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.AlignmentBuilder;
import io.jenkins.plugins.lvm.verifier.dataset.ColumnLookup;
import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs the five tests on the rows of the data and, where other data is named, on that too, and holds the numbers against the gates. Every
 * prediction is made in batches, and once for all tests that need it.
 */
public final class CausalAlignment {
    /** Steps of a rollout unless told otherwise. */
    public static final int DEFAULT_HORIZON = 5;
    /** Rows of a test unless told otherwise. */
    public static final int DEFAULT_SAMPLES = 10_000;

    /** Changes of the cosine that float32 sums in another order make. */
    private static final double NO_CHANGE = 1e-6;

    private final Predictor forward;
    private final List<Path> articleFiles;
    private final Settings settings;
    private final RowProgress progress;
    private final Observer observer;

    /**
     * How much is tested.
     *
     * @param samples most rows of each test
     * @param horizon steps of a rollout
     * @param batchSize contexts of a forward pass; it does not change any number
     */
    public record Settings(int samples, int horizon, int batchSize) {
        public Settings {
            if (samples < 1 || horizon < 1 || batchSize < 1) {
                throw new IllegalArgumentException(samples + " samples, horizon " + horizon + ", batch " + batchSize);
            }
        }
    }

    /** Told after each batch how many of the rows are done. */
    @FunctionalInterface
    public interface RowProgress {
        void rows(long done, long total);
    }

    /** Looks at each prediction as the model makes it. */
    @FunctionalInterface
    public interface Observer {

        /**
         * Sees a batch.
         *
         * @param contexts that were given to the model, row-major [size, length, dimension]
         * @param predictions row-major [size, dimension], which are changed afterwards
         */
        void see(float[] contexts, float[] predictions);
    }

    /**
     * @param forward of one definition
     * @param articleFiles npz files with the vectors of whole articles; empty to take them from the sequences
     * @param observer looks at all predictions
     */
    public CausalAlignment(
            final Predictor forward,
            final List<Path> articleFiles,
            final Settings settings,
            final RowProgress progress,
            Observer observer) {
        this.forward = forward;
        this.articleFiles = List.copyOf(articleFiles);
        this.settings = settings;
        this.progress = progress;
        this.observer = observer;
    }

    /**
     * Runs the five tests.
     *
     * @param rows rows of {@code validation} to test
     * @param outOfDistribution other data, all rows of which are tested
     */
    public Alignment test(
            final SequenceData validation, final RowSet rows, final @Nullable SequenceData outOfDistribution) {
        final Tested here = test(validation, rows);
        final Tested there =
                outOfDistribution == null ? null : test(outOfDistribution, RowSet.first(outOfDistribution.sequences()));
        final AlignmentGates gates =
                new AlignmentGates(here.rows(), there == null ? null : there.rows(), settings.horizon());
        return new AlignmentBuilder()
                .trueNext(here.truth().sentence(here.absence()))
                .trueNextOffset(here.truth().offset())
                .horizon(settings.horizon())
                .articles(here.articles())
                .validation(here.rows())
                .outOfDistribution(there == null ? null : there.rows())
                .legacyGates(gates.legacy())
                .correctedGates(gates.corrected())
                .notes(notes(here, there))
                .build();
    }

    /**
     * One set of rows, tested.
     *
     * @param articles where the articles are from; null where the data places no target
     * @param absence why the data places no target; null if it does
     */
    private record Tested(
            Alignment.Rows rows,
            TrueNext truth,
            @Nullable String articles,
            @Nullable String absence,
            double contiguity) {}

    private Tested test(final SequenceData data, final RowSet rows) {
        ColumnLookup articles = data.articles();
        ColumnLookup places = data.targetPlaces();
        if (articles.column().isPresent() && places.column().isPresent()) {
            return test(data, rows, articles.column().get(), places.column().get());
        }
        String absence = articles.column().isEmpty()
                ? "the data does not name the article of a sequence: " + articles.absence()
                : "the data does not name the place of a target in its article: " + places.absence();
        AlignmentPass pass = new AlignmentPass(data, rows, null, settings);
        return new Tested(pass.run(forward, progress, observer), TrueNext.UNKNOWN, null, absence, Double.NaN);
    }

    private Tested test(SequenceData data, RowSet rows, IntegerColumn articles, IntegerColumn places) {
        try (ArticleSource source = source(data, articles, places)) {
            PlacedRows placed = new PlacedRows(rows, articles, places, source);
            TrueNext truth = TrueNext.of(data, placed, source);
            AlignmentPass pass =
                    new AlignmentPass(data, rows, new AlignmentPass.Places(placed, truth.offset(), source), settings);
            return new Tested(
                    pass.run(forward, progress, observer), truth, source.description(), null, truth.contiguity());
        }
    }

    private ArticleSource source(SequenceData data, IntegerColumn articles, IntegerColumn places) {
        return articleFiles.isEmpty()
                ? new SequenceArticles(data, articles, places)
                : new ArticleFiles(articleFiles, data.dimension());
    }

    private static List<String> notes(Tested here, @Nullable Tested there) {
        final List<String> notes = new ArrayList<>();
        final Alignment.Orders orders = here.rows().orders();
        if (orders.shuffled() != null
                && orders.reversed() != null
                && Math.abs(orders.shuffled()) < NO_CHANGE
                && Math.abs(orders.reversed()) < NO_CHANGE) {
            notes.add(
                    "This forward definition ignores the order of its context: shuffling and reversing it change nothing, "
                            + "and no training can make it pass the ablations.");
        }
        if (here.contiguity() < TrueNext.SAME) {
            notes.add(String.format(
                    Locale.ROOT,
                    "The context's last vector is not the one before the target in its article (mean cosine %.4f): the sequences "
                            + "were cut otherwise, or the articles are others.",
                    here.contiguity()));
        }
        if (there != null
                && !Objects.equals(here.truth().offset(), there.truth().offset())) {
            notes.add("In the other data: " + there.truth().sentence(there.absence()));
        }
        return notes;
    }
}
