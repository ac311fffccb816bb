package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.Alignment.AlignmentGate;
import io.jenkins.plugins.lvm.verifier.contract.Alignment.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an alignment: {@link Alignment}. Each method is named after a component of the record; what is not set is absent, or 0. */
@SuppressWarnings("NullAway.Init") // ReportCheck finds what was not set.
public final class AlignmentBuilder {
    private String trueNext;
    private @Nullable Integer trueNextOffset;
    private int horizon;
    private @Nullable String articles;
    private Rows validation;
    private @Nullable Rows outOfDistribution;
    private List<AlignmentGate> legacyGates = List.of();
    private List<AlignmentGate> correctedGates = List.of();
    private List<String> notes = List.of();
    private @Nullable SelfCheck selfCheck;

    public AlignmentBuilder trueNext(String value) {
        trueNext = value;
        return this;
    }

    public AlignmentBuilder trueNextOffset(@Nullable Integer value) {
        trueNextOffset = value;
        return this;
    }

    public AlignmentBuilder horizon(int value) {
        horizon = value;
        return this;
    }

    public AlignmentBuilder articles(@Nullable String value) {
        articles = value;
        return this;
    }

    public AlignmentBuilder validation(Rows value) {
        validation = value;
        return this;
    }

    public AlignmentBuilder outOfDistribution(@Nullable Rows value) {
        outOfDistribution = value;
        return this;
    }

    public AlignmentBuilder legacyGates(List<AlignmentGate> value) {
        legacyGates = value;
        return this;
    }

    public AlignmentBuilder correctedGates(List<AlignmentGate> value) {
        correctedGates = value;
        return this;
    }

    public AlignmentBuilder notes(List<String> value) {
        notes = value;
        return this;
    }

    public AlignmentBuilder selfCheck(@Nullable SelfCheck value) {
        selfCheck = value;
        return this;
    }

    /** The record. */
    public Alignment build() {
        return new Alignment(
                trueNext,
                trueNextOffset,
                horizon,
                articles,
                validation,
                outOfDistribution,
                legacyGates,
                correctedGates,
                notes,
                selfCheck);
    }
}
