package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.risk.Interval;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws rows until every gate is decided. The probability that any gate is decided wrongly is at most the risk, which is divided among
 * all means that gates depend on.
 */
public final class RiskLimited {
    private final double risk;
    private final long seed;
    private final int batchSize;
    private final Progress progress;

    /**
     * @param risk of the verdict
     * @param seed of the order in which rows are drawn
     */
    public RiskLimited(double risk, long seed, int batchSize, Progress progress) {
        this.risk = risk;
        this.seed = seed;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    /**
     * Draws rows of the split, and then held-out ones.
     *
     * @param baseline also predicts every row of the split
     */
    public Result draw(
            Population split,
            Predictor forward,
            @Nullable Beside baseline,
            GateQuantities gates,
            @Nullable HeldOut heldOut) {
        HeldOutQuantities floors = heldOut == null
                ? null
                : new HeldOutQuantities(
                        gates.gates(),
                        heldOut.forward().definitions().get(0),
                        heldOut.rows().hasPartners());
        int means = gates.quantities().size()
                + (floors == null ? 0 : floors.quantities().size());
        Drawn drawn = draw(
                split,
                new RowDrawing(split, forward, baseline, batchSize, order(gates)),
                new Plan(gates, risk / means));
        Map<GateMetric, Interval> known = new EnumMap<>(GateMetric.class);
        if (!drawn.isComplete()) {
            known.putAll(gates.intervals(drawn.intervals()));
        }
        if (heldOut == null || floors == null) {
            return new Result(drawn, null, known);
        }
        Drawn unseen = draw(
                heldOut.rows(),
                new RowDrawing(heldOut.rows(), heldOut.forward(), null, batchSize, order(floors)),
                new Plan(floors, risk / means));
        if (!unseen.isComplete()) {
            known.putAll(floors.intervals(unseen.intervals()));
        }
        return new Result(drawn, unseen, known);
    }

    /**
     * Rows that no trainer saw.
     *
     * @param forward runs the judging definition alone
     */
    public record HeldOut(Population rows, Predictor forward) {}

    /**
     * What was drawn.
     *
     * @param known where the numbers are that gates hold; those that are known exactly are left out
     */
    public record Result(Drawn split, @Nullable Drawn heldOut, Map<GateMetric, Interval> known) {
        /** Whether no row was left out. */
        public boolean isComplete() {
            return split.isComplete() && (heldOut == null || heldOut.isComplete());
        }
    }

    private RowDrawing.Order order(Deciding gates) {
        return new RowDrawing.Order(seed, gates.quantities().containsKey(GateQuantities.SKILL));
    }

    private Drawn draw(Population population, RowDrawing drawing, Plan plan) {
        DrawnRows rest = drawing.rest();
        Map<String, MeanEstimate> estimates = new LinkedHashMap<>();
        plan.gates()
                .quantities()
                .forEach((name, quantity) ->
                        estimates.put(name, new MeanEstimate(quantity, population.strata(), plan.riskOfEach(), rest)));
        Map<String, Drawn.Known> known = new LinkedHashMap<>();
        do {
            DrawnRows rows = drawing.next();
            estimates.values().forEach(estimate -> estimate.add(rows, rows.size()));
            progress.rows(drawing.read(), population.rows().size());
            estimates.forEach((name, estimate) -> known.put(name, estimate.known()));
        } while (!drawing.isComplete() && !isEnough(plan.gates(), known));
        return drawing.drawn(known);
    }

    private static boolean isEnough(Deciding gates, Map<String, Drawn.Known> known) {
        Map<String, Interval> means = new LinkedHashMap<>();
        known.forEach((name, mean) -> means.put(name, mean.interval()));
        return known.values().stream().allMatch(Drawn.Known::isConsistent) && gates.decides(means);
    }

    private record Plan(Deciding gates, double riskOfEach) {}
}
