package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.Alignment.AlignmentGate;
import io.jenkins.plugins.lvm.verifier.contract.Alignment.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The incident tool's five conditions with its thresholds: those for data of the same kind, and laxer ones for other data. */
final class AlignmentGates {
    private static final double ROUNDING = 1e-6;

    private final Alignment.Rows here;
    private final Alignment.@Nullable Rows there;
    private final int horizon;

    /** Thresholds that depend on the data. */
    private record Thresholds(
            double next, double margin, double recallAt1, double recallAt5, double reciprocalRank, double rollout) {
        static final Thresholds SAME_KIND = new Thresholds(0.50, 0.12, 0.60, 0.95, 0.80, 0.45);
        static final Thresholds OTHER = new Thresholds(0.48, 0.10, 0.55, 0.92, 0.75, 0.42);
    }

    /**
     * Numbers with the thresholds that they are held against.
     *
     * @param where on which data, in words that follow what is measured
     */
    private record Judged(Alignment.Rows rows, Thresholds limits, String where) {}

    /** @param there numbers on other data; null if there are none */
    AlignmentGates(Alignment.Rows here, Alignment.@Nullable Rows there, int horizon) {
        this.here = here;
        this.there = there;
        this.horizon = horizon;
    }

    List<AlignmentGate> legacy() {
        return gates(Alignment.Rows::legacy);
    }

    List<AlignmentGate> corrected() {
        return gates(Alignment.Rows::corrected);
    }

    private List<AlignmentGate> gates(final Function<Alignment.Rows, Placed> numbering) {
        final Check offsets = new Check();
        final Check retrieval = new Check();
        final Check ablations = new Check();
        final Check rollout = new Check();
        for (Judged judged : judged()) {
            Thresholds limits = judged.limits();
            String where = judged.where();
            Placed placed = numbering.apply(judged.rows());
            if (placed == null) {
                List.of(offsets, retrieval, rollout).forEach(check -> check.lacks("places in articles" + where));
            } else {
                offsets.atLeast("k=+1" + where, placed.offsets().get("1"), limits.next());
                offsets.atLeast("margin" + where, placed.margin(), limits.margin());
                retrieval.atLeast("R@1" + where, placed.recallAt1(), limits.recallAt1());
                retrieval.atLeast("R@5" + where, placed.recallAt5(), limits.recallAt5());
                retrieval.atLeast("MRR" + where, placed.meanReciprocalRank(), limits.reciprocalRank());
                rollout.atLeast("mean of " + horizon + " steps" + where, placed.rollout(), limits.rollout());
            }
            Alignment.Orders orders = judged.rows().orders();
            ablations.atMost("shuffled" + where, orders.shuffled(), -0.15 + ROUNDING);
            ablations.atMost("reversed" + where, orders.reversed(), -0.10 + ROUNDING);
            ablations.atMost("leave-one-out" + where, orders.leaveOneOut(), -0.08 + ROUNDING);
            ablations.atMost("last repeated" + where, orders.repeatLast(), 0.05);
            ablations.atMost("first as last" + where, orders.firstAsLast(), 0.05);
        }
        return List.of(
                offsets.gate("offset_sweep"),
                retrieval.gate("retrieval_rank"),
                ablations.gate("ablations"),
                rollout.gate("rollout"),
                bins());
    }

    private List<Judged> judged() {
        List<Judged> judged = new ArrayList<>();
        judged.add(new Judged(here, Thresholds.SAME_KIND, ""));
        if (there != null) {
            judged.add(new Judged(there, Thresholds.OTHER, " on the other data"));
        }
        return judged;
    }

    private AlignmentGate bins() {
        if (there == null) {
            return new AlignmentGate("bins_delta", null, "needs other data to compare with");
        }
        final Double first = here.bins().normalMean();
        final Double second = there.bins().normalMean();
        final Check check = new Check();
        check.atMost(
                "difference in the normal bin",
                first == null || second == null ? null : Double.valueOf(Math.abs(first - second)),
                0.05);
        return check.gate("bins_delta");
    }

    /** Collects what misses a threshold. */
    private static final class Check {
        private final List<String> misses = new ArrayList<>();
        private final List<String> absences = new ArrayList<>();

        void atLeast(String name, @Nullable Double value, double threshold) {
            note(name, value, value != null && value < threshold, "<", threshold);
        }

        void atMost(String name, @Nullable Double value, double threshold) {
            note(name, value, value != null && value > threshold, ">", threshold);
        }

        void lacks(final String name) {
            absences.add(name);
        }

        private void note(String name, @Nullable Double value, boolean missed, String relation, double threshold) {
            if (value == null) {
                lacks(name);
                return;
            }
            if (missed) {
                // Not "-0.0000".
                double shown = Math.rint(10_000 * value) / 10_000 + 0.0;
                misses.add(String.format(Locale.ROOT, "%s %.4f %s %.2f", name, shown, relation, threshold));
            }
        }

        AlignmentGate gate(final String name) {
            if (!misses.isEmpty()) {
                return new AlignmentGate(name, false, String.join("; ", misses));
            }
            if (!absences.isEmpty()) {
                return new AlignmentGate(name, null, "no row for: " + String.join(", ", absences));
            }
            return new AlignmentGate(name, true, "");
        }
    }
}
