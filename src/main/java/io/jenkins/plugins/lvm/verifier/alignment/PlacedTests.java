package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.PlacedBuilder;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tests A, B and D by one numbering of the offsets. */
final class PlacedTests {
    private static final int REACH = 3;
    private static final int JUDGED = 1;
    /** Articles with fewer vectors rank too few. */
    private static final int SMALLEST_ARTICLE = 6;

    private static final int NEAR = 5;

    private final PlacedRows placed;
    private final int zero;
    private final int next;
    private final int horizon;
    private final int dimension;

    private final SelectedRows offsetRows;
    private final SelectedRows retrievalRows;
    private final SelectedRows rolloutRows;

    private final RunningMean[] offsets = new RunningMean[2 * REACH + 1];
    private final RunningMean first = new RunningMean();
    private final RunningMean amongFive = new RunningMean();
    private final RunningMean reciprocalRanks = new RunningMean();
    private final RunningMean rollouts = new RunningMean();

    /**
     * @param zero what is offset 0 here, counted from the place that the data gives to the target
     * @param next the vector that retrieval looks for, counted from the same
     */
    PlacedTests(
            final PlacedRows placed,
            final int zero,
            final int next,
            final CausalAlignment.Settings settings,
            final int dimension) {
        this.placed = placed;
        this.zero = zero;
        this.next = next;
        this.horizon = settings.horizon();
        this.dimension = dimension;
        final int most = settings.samples();
        offsetRows = new SelectedRows(placed.first(most, row -> placed.has(row, zero - REACH, zero + REACH)));
        retrievalRows = new SelectedRows(
                placed.first(most, row -> placed.length(row) >= SMALLEST_ARTICLE && placed.has(row, next, next)));
        rolloutRows = new SelectedRows(placed.first(most, row -> placed.has(row, zero + 1, zero + horizon)));
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = new RunningMean();
        }
    }

    /** All rows that one of the tests uses. */
    List<SelectedRows> selections() {
        return List.of(offsetRows, retrievalRows, rolloutRows);
    }

    SelectedRows rolloutRows() {
        return rolloutRows;
    }

    /** Tests A and B. */
    void see(final ArticleCosines cosines) {
        final int[] rows = cosines.rows();
        for (final int at : offsetRows.among(rows)) {
            final int position = placed.position(rows[at]) + zero;
            for (int k = -REACH; k <= REACH; k++) {
                offsets[k + REACH].add(cosines.of(at)[position + k]);
            }
        }
        for (final int at : retrievalRows.among(rows)) {
            final int rank = rank(cosines.of(at), placed.position(rows[at]) + next);
            first.add(rank == 1 ? 1 : 0);
            amongFive.add(rank <= NEAR ? 1 : 0);
            reciprocalRanks.add(1.0 / rank);
        }
    }

    /** One more than the number of other vectors in the article that are strictly nearer to the prediction than the true one. */
    private static int rank(final double[] cosines, final int truth) {
        int rank = 1;
        for (final double other : cosines) {
            if (other > cosines[truth]) {
                rank++;
            }
        }
        return rank;
    }

    /**
     * Test D.
     *
     * @param rows rows of the data, one for each prediction
     * @param steps for each step the predictions, row-major
     */
    void seeRollout(final int[] rows, final List<float[]> steps, final ArticleVectors articles) {
        final int[] rolled = rolloutRows.among(rows);
        if (rolled.length == 0) {
            return;
        }
        final double[] sums = new double[rolled.length];
        for (int step = 0; step < horizon; step++) {
            final double[] cosines = Vectors.dots(
                    Gather.rows(steps.get(step), rolled, dimension),
                    vectors(rows, rolled, articles, zero + 1 + step),
                    dimension);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += cosines[i] / horizon;
            }
        }
        rollouts.add(sums);
    }

    private float[] vectors(final int[] rows, final int[] among, final ArticleVectors articles, final int offset) {
        final float[] vectors = new float[among.length * dimension];
        for (int i = 0; i < among.length; i++) {
            final int row = rows[among[i]];
            System.arraycopy(
                    articles.article(placed.article(row)),
                    (placed.position(row) + offset) * dimension,
                    vectors,
                    i * dimension,
                    dimension);
        }
        return vectors;
    }

    Alignment.Placed result() {
        final Map<String, Double> means = new LinkedHashMap<>();
        Double others = null;
        for (int k = -REACH; k <= REACH; k++) {
            final Double one = offsets[k + REACH].value();
            means.put(Integer.toString(k), one);
            if (k != JUDGED && one != null) {
                others = others == null ? one : Double.valueOf(Math.max(others, one));
            }
        }
        final RunningMean judged = offsets[JUDGED + REACH];
        final Double mean = judged.value();
        return new PlacedBuilder()
                .offsets(means)
                .margin(others == null || mean == null ? null : Double.valueOf(mean - others))
                .offsetRows(judged.count())
                .recallAt1(first.value())
                .recallAt5(amongFive.value())
                .meanReciprocalRank(reciprocalRanks.value())
                .retrievalRows(first.count())
                .rollout(rollouts.value())
                .rolloutRows(rollouts.count())
                .build();
    }
}
