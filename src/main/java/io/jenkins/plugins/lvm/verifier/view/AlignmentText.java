package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.Alignment.AlignmentGate;
import io.jenkins.plugins.lvm.verifier.contract.Alignment.Orders;
import io.jenkins.plugins.lvm.verifier.contract.Alignment.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The 5-to-1 causal alignment in lines for people. */
public final class AlignmentText {
    private final Alignment alignment;

    public AlignmentText(Alignment alignment) {
        this.alignment = PresentableReport.of(alignment);
    }

    /** The lines, with columns that line up in a font of fixed width. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(alignment.trueNext());
        add(lines, alignment.validation());
        if (alignment.outOfDistribution() != null) {
            add(lines, alignment.outOfDistribution());
        }
        if (alignment.selfCheck() != null) {
            lines.add(SelfCheckText.line(alignment.selfCheck()));
        }
        alignment.notes().forEach(note -> lines.add("Note: " + note));
        lines.add("Gates by legacy k:    " + gates(alignment.legacyGates()));
        lines.add("Gates by corrected k: " + gates(alignment.correctedGates()));
        alignment.correctedGates().stream()
                .filter(gate -> Boolean.FALSE.equals(gate.passed()))
                .forEach(gate -> lines.add("  missed " + gate.name() + ": " + gate.detail()));
        return lines;
    }

    private void add(List<String> lines, Alignment.Rows rows) {
        lines.add("");
        lines.add(rows.data());
        if (rows.legacy() != null) {
            lines.add("  A  offset       " + offsetNames());
            sweep(lines, "legacy k ", rows.legacy());
            if (rows.corrected() != null) {
                sweep(lines, "corrected", rows.corrected());
            }
            retrieval(lines, "legacy k ", rows.legacy());
            if (rows.corrected() != null) {
                retrieval(lines, "corrected", rows.corrected());
            }
        }
        Orders orders = rows.orders();
        lines.add(String.format(
                Locale.ROOT,
                "  C  cosine %s; shuffled %s, reversed %s, one left out %s, last repeated %s, first as last %s  (%,d rows)",
                number(orders.base()),
                signed(orders.shuffled()),
                signed(orders.reversed()),
                signed(orders.leaveOneOut()),
                signed(orders.repeatLast()),
                signed(orders.firstAsLast()),
                orders.rows()));
        if (rows.legacy() != null) {
            rollout(lines, "legacy k ", rows.legacy());
            if (rows.corrected() != null) {
                rollout(lines, "corrected", rows.corrected());
            }
        }
        lines.add(String.format(
                Locale.ROOT,
                "  E  low coherence %s (%,d rows), normal %s (%,d rows)",
                number(rows.bins().lowMean()),
                rows.bins().lowRows(),
                number(rows.bins().normalMean()),
                rows.bins().normalRows()));
    }

    private static String offsetNames() {
        return IntStream.rangeClosed(-3, 3)
                .mapToObj(k -> String.format(Locale.ROOT, "%+8d", k))
                .collect(Collectors.joining());
    }

    private static void sweep(List<String> lines, String name, Placed placed) {
        lines.add(String.format(
                Locale.ROOT,
                "     %s    %s   margin of +1: %s  (%,d rows)",
                name,
                placed.offsets().values().stream()
                        .map(value -> String.format(Locale.ROOT, "%8s", number(value)))
                        .collect(Collectors.joining()),
                signed(placed.margin()),
                placed.offsetRows()));
    }

    private static void retrieval(List<String> lines, String name, Placed placed) {
        lines.add(String.format(
                Locale.ROOT,
                "  B  %s  R@1 %s, R@5 %s, MRR %s  (%,d rows)",
                name,
                number(placed.recallAt1()),
                number(placed.recallAt5()),
                number(placed.meanReciprocalRank()),
                placed.retrievalRows()));
    }

    private void rollout(List<String> lines, String name, Placed placed) {
        lines.add(String.format(
                Locale.ROOT,
                "  D  %s  mean of %d steps %s  (%,d rows)",
                name,
                alignment.horizon(),
                number(placed.rollout()),
                placed.rolloutRows()));
    }

    private static String gates(List<AlignmentGate> gates) {
        return gates.stream()
                .map(gate -> gate.name() + " "
                        + (gate.passed() == null ? "not judged" : gate.passed() ? "passed" : "MISSED"))
                .collect(Collectors.joining(", "));
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String signed(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%+.4f", value);
    }
}
