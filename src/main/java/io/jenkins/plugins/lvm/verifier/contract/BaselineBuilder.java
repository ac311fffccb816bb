package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import org.jspecify.annotations.Nullable;

/** Builds an earlier checkpoint held beside this one: {@link Baseline}. Each method is named after a component of the record; what is not set is absent, or 0. */
@SuppressWarnings("NullAway.Init") // ReportCheck finds what was not set.
public final class BaselineBuilder {
    private String name;
    private CheckpointFile checkpoint;
    private String forwardDefinition;
    private @Nullable Claim claim;
    private Actual actual;
    private @Nullable Measured measured;
    private @Nullable Verdict verdict;
    private boolean paired;
    private @Nullable String unpairedReason;
    private Difference difference;

    public BaselineBuilder() {}

    /** The same baseline, to be changed in some components. */
    public BaselineBuilder(Baseline from) {
        name = from.name();
        checkpoint = from.checkpoint();
        forwardDefinition = from.forwardDefinition();
        claim = from.claim();
        actual = from.actual();
        measured = from.measured();
        verdict = from.verdict();
        paired = from.paired();
        unpairedReason = from.unpairedReason();
        difference = from.difference();
    }

    public BaselineBuilder name(String value) {
        name = value;
        return this;
    }

    public BaselineBuilder checkpoint(CheckpointFile value) {
        checkpoint = value;
        return this;
    }

    public BaselineBuilder forwardDefinition(String value) {
        forwardDefinition = value;
        return this;
    }

    public BaselineBuilder claim(@Nullable Claim value) {
        claim = value;
        return this;
    }

    public BaselineBuilder actual(Actual value) {
        actual = value;
        return this;
    }

    public BaselineBuilder measured(@Nullable Measured value) {
        measured = value;
        return this;
    }

    public BaselineBuilder verdict(@Nullable Verdict value) {
        verdict = value;
        return this;
    }

    public BaselineBuilder paired(boolean value) {
        paired = value;
        return this;
    }

    public BaselineBuilder unpairedReason(@Nullable String value) {
        unpairedReason = value;
        return this;
    }

    public BaselineBuilder difference(Difference value) {
        difference = value;
        return this;
    }

    /** The record. */
    public Baseline build() {
        return new Baseline(
                name,
                checkpoint,
                forwardDefinition,
                claim,
                actual,
                measured,
                verdict,
                paired,
                unpairedReason,
                difference);
    }
}
