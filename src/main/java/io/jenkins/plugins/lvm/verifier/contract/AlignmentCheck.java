package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.named;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.range;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.within;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The part of {@link ReportCheck} that looks at the 5-to-1 causal alignment. */
final class AlignmentCheck {
    private static final int MOST_STEPS = 1_000_000;
    private static final Set<String> OFFSETS = Set.of("-3", "-2", "-1", "0", "1", "2", "3");

    private AlignmentCheck() {}

    static void requireSound(Alignment alignment) {
        require(
                named(alignment.trueNext())
                        && alignment.validation() != null
                        && Stream.of(alignment.validation(), alignment.outOfDistribution())
                                .filter(Objects::nonNull)
                                .allMatch(AlignmentCheck::isComplete)
                        && Stream.of(alignment.legacyGates(), alignment.correctedGates())
                                .flatMap(List::stream)
                                .allMatch(gate -> named(gate.name()) && gate.detail() != null),
                "an alignment lacks a part");
        if (alignment.selfCheck() != null) {
            alignment.selfCheck().requireSound();
        }
        range(alignment.horizon(), 0, MOST_STEPS, "the number of steps");
        for (Alignment.Rows rows : new Alignment.Rows[] {alignment.validation(), alignment.outOfDistribution()}) {
            if (rows != null) {
                alignmentRows(rows);
            }
        }
    }

    private static boolean isComplete(Alignment.Rows rows) {
        return named(rows.data())
                && rows.orders() != null
                && rows.bins() != null
                && (rows.corrected() == null || rows.legacy() != null)
                && Stream.of(rows.legacy(), rows.corrected())
                        .filter(Objects::nonNull)
                        .allMatch(placed -> placed.offsets() != null
                                && OFFSETS.containsAll(placed.offsets().keySet()));
    }

    private static void alignmentRows(Alignment.Rows rows) {
        ReportCheck.digest(rows.rowsDigest());
        ReportCheck.digest(rows.articlesDigest());
        for (Alignment.Placed placed : new Alignment.Placed[] {rows.legacy(), rows.corrected()}) {
            if (placed != null) {
                placed.offsets().values().forEach(Bounds::cosine);
                for (Double number : new Double[] {
                    placed.margin(),
                    placed.recallAt1(),
                    placed.recallAt5(),
                    placed.meanReciprocalRank(),
                    placed.rollout()
                }) {
                    within(number, 2, "a number of the alignment");
                }
                range(placed.offsetRows(), 0, ReportCheck.MOST_ROWS, "the number of rows");
                range(placed.retrievalRows(), 0, ReportCheck.MOST_ROWS, "the number of rows");
                range(placed.rolloutRows(), 0, ReportCheck.MOST_ROWS, "the number of rows");
            }
        }
        Alignment.Orders orders = rows.orders();
        for (Double number : new Double[] {
            orders.base(),
            orders.shuffled(),
            orders.reversed(),
            orders.leaveOneOut(),
            orders.repeatLast(),
            orders.firstAsLast(),
            rows.bins().lowMean(),
            rows.bins().normalMean()
        }) {
            within(number, 2, "a number of the alignment");
        }
        range(orders.rows(), 0, ReportCheck.MOST_ROWS, "the number of rows");
        range(rows.bins().lowRows(), 0, ReportCheck.MOST_ROWS, "the number of rows");
        range(rows.bins().normalRows(), 0, ReportCheck.MOST_ROWS, "the number of rows");
    }
}
