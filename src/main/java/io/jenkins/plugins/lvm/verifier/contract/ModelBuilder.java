package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Model;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Probe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds what the weights are: {@link Model}. Each method is named after a component of the record; what is not set is absent, or 0. */
@SuppressWarnings("NullAway.Init") // ReportCheck finds what was not set.
public final class ModelBuilder {
    /** Stands in place of a forward definition where predictions are given. */
    public static final String PREDICTIONS = "predictions";

    private @Nullable String declaredType;
    private String forwardDefinition;
    private List<String> fitting;
    private long parameterCount;
    private int inputDim;
    private int contextLength;
    private boolean residual;
    private @Nullable Double positionalScale;
    private double deadWeights;
    private @Nullable CheckpointFile forwardOnnx;
    private @Nullable Probe probe;
    private @Nullable String stateDict;
    private @Nullable String unproven;
    private @Nullable List<String> notes;

    public ModelBuilder declaredType(@Nullable String value) {
        declaredType = value;
        return this;
    }

    public ModelBuilder forwardDefinition(String value) {
        forwardDefinition = value;
        return this;
    }

    public ModelBuilder fitting(List<String> value) {
        fitting = value;
        return this;
    }

    public ModelBuilder parameterCount(long value) {
        parameterCount = value;
        return this;
    }

    public ModelBuilder inputDim(int value) {
        inputDim = value;
        return this;
    }

    public ModelBuilder contextLength(int value) {
        contextLength = value;
        return this;
    }

    public ModelBuilder residual(boolean value) {
        residual = value;
        return this;
    }

    public ModelBuilder positionalScale(@Nullable Double value) {
        positionalScale = value;
        return this;
    }

    public ModelBuilder deadWeights(double value) {
        deadWeights = value;
        return this;
    }

    public ModelBuilder forwardOnnx(@Nullable CheckpointFile value) {
        forwardOnnx = value;
        return this;
    }

    public ModelBuilder probe(@Nullable Probe value) {
        probe = value;
        return this;
    }

    public ModelBuilder stateDict(@Nullable String value) {
        stateDict = value;
        return this;
    }

    public ModelBuilder unproven(@Nullable String value) {
        unproven = value;
        return this;
    }

    public ModelBuilder notes(@Nullable List<String> value) {
        notes = value;
        return this;
    }

    /** The record. */
    public Model build() {
        return new Model(
                declaredType,
                forwardDefinition,
                fitting,
                parameterCount,
                inputDim,
                contextLength,
                residual,
                positionalScale,
                deadWeights,
                forwardOnnx,
                probe,
                stateDict,
                unproven,
                notes);
    }
}
