package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.LeakedRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.risk.DrawOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws rows in a random order, in growing batches, until somebody has enough or none is left. Rows that do not count equally are read
 * first. What is read of a file that is stored is these rows and no others; a deflated one is inflated anew for each batch, which are
 * therefore few.
 */
final class RowDrawing {
    /** Part of what was read that the next batch adds. */
    private static final double GROWTH = 0.25;

    private static final double GROWTH_OF_DEFLATED = 3;
    private static final Progress SILENT = new Progress() {};

    private final Population population;
    private final RecordedPredictions forward;
    private final @Nullable RecordedPredictions baseline;
    private final @Nullable ComparedVectors compared;
    private final int batchSize;
    private final DrawOrder order;
    private final int @Nullable [] partners;
    private final List<Integer> partnersRead = new ArrayList<>();
    private int drawn;

    /**
     * @param forward its first definition judges
     * @param more also predicts every row
     * @param order in which rows are drawn
     */
    RowDrawing(Population population, Predictor forward, @Nullable Beside more, int batchSize, Order order) {
        this.population = population;
        this.forward = new RecordedPredictions(forward);
        this.baseline = more == null ? null : new RecordedPredictions(more.forward());
        this.compared = more == null ? null : more.compared();
        this.batchSize = batchSize;
        this.order = DrawOrder.of(population.strata().drawable(), order.seed());
        this.partners =
                order.partners() ? DrawOrder.partners(population.groups().of(population.rows()), order.seed()) : null;
    }

    /**
     * How rows are drawn.
     *
     * @param partners whether each row needs a partner in another article
     */
    record Order(long seed, boolean partners) {}

    /** The rows that are read whatever the order is. */
    DrawnRows rest() {
        return score(IntStream.range(
                        population.strata().drawable(), population.strata().rows())
                .toArray());
    }

    /** Draws the next rows, in order. */
    DrawnRows next() {
        double growth = population.isStored() ? GROWTH : GROWTH_OF_DEFLATED;
        int to = order.next(drawn, growth);
        DrawnRows rows = score(Arrays.copyOfRange(order.positions(), drawn, to));
        drawn = to;
        return rows;
    }

    boolean isComplete() {
        return drawn == population.strata().drawable();
    }

    /** How many rows were read. */
    int read() {
        return drawn + population.strata().rest();
    }

    private DrawnRows score(int[] positions) {
        ValidationRows rows = new ValidationRows(
                Arrays.stream(positions).map(population.rows()::row).toArray());
        Map<FittingDefinition, DefinitionScores> scores = new IdentityHashMap<>();
        if (positions.length == 0) {
            return new DrawnRows(0, scores, new boolean[0], new double[0]);
        }
        RowSet set = rows.rowSet();
        population.data().bind(set);
        PartnerTargets targets = partners == null
                ? null
                : new PartnerTargets(population.data(), set, partnersOf(positions, set, partners), batchSize);
        forward.begin(set);
        if (baseline != null) {
            baseline.begin(set);
        }
        LeakedRows leaked = new LeakedRows(population.data().contextLength());
        ValidationPass pass = new ValidationPass(
                population.data(),
                set,
                population.groups(),
                targets == null ? List.of(leaked) : List.of(leaked, targets));
        pass.run(
                forward,
                baseline == null || compared == null ? List.of() : List.of(new Beside(baseline, compared, set)),
                batchSize,
                SILENT);
        forward.definitions().forEach(definition -> scores.put(definition, pass.scores(definition, rows)));
        if (baseline != null) {
            baseline.definitions().forEach(definition -> scores.put(definition, pass.scores(definition, rows)));
        }
        return new DrawnRows(
                rows.size(),
                scores,
                leaked(leaked, rows, set),
                targets == null
                        ? new double[0]
                        : IntStream.range(0, rows.size())
                                .mapToDouble(i -> targets.cosine(rows.row(i)))
                                .toArray());
    }

    private static boolean[] leaked(LeakedRows leaked, ValidationRows rows, RowSet set) {
        boolean[] found = new boolean[rows.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = leaked.isLeaked(set.positionOf(rows.row(i)));
        }
        return found;
    }

    private int[] partnersOf(int[] positions, RowSet set, int[] all) {
        int[] found = new int[positions.length];
        for (int position : positions) {
            int partner = population.rows().row(all[position]);
            partnersRead.add(partner);
            found[set.positionOf(population.rows().row(position))] = partner;
        }
        return found;
    }

    /** What was read so far. */
    Drawn drawn(Map<String, Drawn.Known> known) {
        int[] positions = IntStream.concat(
                        Arrays.stream(order.positions(), 0, drawn),
                        IntStream.range(
                                population.strata().drawable(),
                                population.strata().rows()))
                .sorted()
                .toArray();
        String partnersDigest = partnersRead.isEmpty()
                ? null
                : population
                        .data()
                        .rowsDigest(new ValidationRows(partnersRead.stream()
                                .mapToInt(Integer::intValue)
                                .toArray()));
        return new Drawn(
                new ValidationRows(
                        Arrays.stream(positions).map(population.rows()::row).toArray()),
                population.rows().size(),
                forward.again(),
                baseline == null ? null : baseline.again(),
                known,
                partnersDigest);
    }
}
