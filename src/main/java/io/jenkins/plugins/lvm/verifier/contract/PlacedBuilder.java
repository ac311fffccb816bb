package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.Alignment.Placed;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds tests by one numbering: {@link Placed}. Each method is named after a component of the record; what is not set is absent, or 0. */
@SuppressWarnings("NullAway.Init") // ReportCheck finds what was not set.
public final class PlacedBuilder {
    private Map<String, Double> offsets;
    private @Nullable Double margin;
    private long offsetRows;
    private @Nullable Double recallAt1;
    private @Nullable Double recallAt5;
    private @Nullable Double meanReciprocalRank;
    private long retrievalRows;
    private @Nullable Double rollout;
    private long rolloutRows;

    public PlacedBuilder offsets(Map<String, Double> value) {
        offsets = value;
        return this;
    }

    public PlacedBuilder margin(@Nullable Double value) {
        margin = value;
        return this;
    }

    public PlacedBuilder offsetRows(long value) {
        offsetRows = value;
        return this;
    }

    public PlacedBuilder recallAt1(@Nullable Double value) {
        recallAt1 = value;
        return this;
    }

    public PlacedBuilder recallAt5(@Nullable Double value) {
        recallAt5 = value;
        return this;
    }

    public PlacedBuilder meanReciprocalRank(@Nullable Double value) {
        meanReciprocalRank = value;
        return this;
    }

    public PlacedBuilder retrievalRows(long value) {
        retrievalRows = value;
        return this;
    }

    public PlacedBuilder rollout(@Nullable Double value) {
        rollout = value;
        return this;
    }

    public PlacedBuilder rolloutRows(long value) {
        rolloutRows = value;
        return this;
    }

    /** The record. */
    public Placed build() {
        return new Placed(
                offsets,
                margin,
                offsetRows,
                recallAt1,
                recallAt5,
                meanReciprocalRank,
                retrievalRows,
                rollout,
                rolloutRows);
    }
}
