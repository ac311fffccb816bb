package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions.Variant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A forward definition that fits given weights: all tensors of the state dict are used, and each has the shape needed. It holds no
 * weights; {@link ForwardPass} brings both together.
 */
public final class FittingDefinition {
    private final ForwardDefinition definition;
    private final Network network;
    private final @Nullable Variant variant;
    private final @Nullable Double positionalScale;
    private final Set<String> parameterNames;
    private final List<String> notes;
    private final @Nullable String alteration;

    FittingDefinition(
            ForwardDefinition definition,
            Network network,
            @Nullable Variant variant,
            @Nullable Double positionalScale,
            Set<String> parameterNames,
            List<String> notes,
            @Nullable String alteration) {
        this.definition = definition;
        this.network = network;
        this.variant = variant;
        this.positionalScale = positionalScale;
        this.parameterNames = Set.copyOf(parameterNames);
        this.notes = List.copyOf(notes);
        this.alteration = alteration;
    }

    /**
     * Its name, such as {@code gru-stack}, or {@code transformer-decoder[heads=8]} where the head count is not recorded, or {@code
     * transformer-decoder (pre-norm)} where its code differs in what weights do not show.
     */
    public String name() {
        String name = variant == null || variant.recorded()
                ? definition.name()
                : definition.name() + "[" + variant.size().key() + "=" + variant.value() + "]";
        return alteration == null ? name : name + " (" + alteration + ")";
    }

    /** Whether a size that weights do not show is not recorded either, so that this is one of several variants. */
    public boolean isVariant() {
        return variant != null && !variant.recorded();
    }

    /** Whether both are variants of the same definition. */
    public boolean isVariantOf(FittingDefinition other) {
        return isVariant() && other.isVariant() && definition.name().equals(other.definition.name());
    }

    /** Attention heads; null without attention heads. */
    public @Nullable Integer heads() {
        return value(OpenSize.HEADS);
    }

    /** Vectors in a chunk; null where contexts are not cut into chunks. */
    public @Nullable Integer chunkSize() {
        return value(OpenSize.CHUNK);
    }

    private @Nullable Integer value(OpenSize size) {
        return variant != null && variant.size() == size ? Integer.valueOf(variant.value()) : null;
    }

    /**
     * Type and sizes as the weights tell them, under the names that trainers record them by; what weights do not tell is absent.
     *
     * @param weights to which it fits
     */
    public Map<String, Object> configuration(Weights weights) {
        return definition.configuration(weights, residual() ? ResidualNext.BASE : "", network);
    }

    /** Whether the model sits in the residual-next wrapper. */
    public boolean residual() {
        return network instanceof ResidualNext;
    }

    /** Scale of the positional component, which is appended to every vector of the context. */
    public @Nullable Double positionalScale() {
        return positionalScale;
    }

    /**
     * The same with another scale of the positional component, and without notes.
     *
     * @throws IllegalStateException if it has no positional component
     */
    public FittingDefinition withPositionalScale(final double scale) {
        if (positionalScale == null) {
            throw new IllegalStateException(this + " has no positional component");
        }
        return new FittingDefinition(definition, network, variant, scale, parameterNames, List.of(), alteration);
    }

    /**
     * The same weights in code that differs in what they do not show: where layers normalise, which activation they have, masks, pooling,
     * residual connections. Without notes, and none of them twice.
     */
    public List<FittingDefinition> alterations() {
        Map<Network, FittingDefinition> altered = new LinkedHashMap<>();
        for (EnumSet<Alteration> tried : Alteration.tried()) {
            Network other = Alteration.apply(tried, network);
            if (!other.equals(network)) {
                altered.putIfAbsent(
                        other,
                        new FittingDefinition(
                                definition,
                                other,
                                variant,
                                positionalScale,
                                parameterNames,
                                List.of(),
                                Alteration.words(tried)));
            }
        }
        return List.copyOf(altered.values());
    }

    /** Width that attention heads divide among themselves; 0 without attention heads. */
    public int attentionWidth() {
        return network.attentionWidth();
    }

    /** Components that the first layer takes, the positional one included. */
    public int inputDim() {
        return network.inputDim();
    }

    /** Numbers of a vector of a context without its positional component, or of a packed row of other inputs. */
    public int contextWidth() {
        return network.readsRows() ? network.inputDim() : network.outputDim();
    }

    /** Whether it is an ONNX graph, which is computed in float32 only. */
    public boolean isGraph() {
        return network instanceof GraphNetwork;
    }

    /** Whether it reads rows of other inputs than contexts. */
    public boolean readsRows() {
        return network.readsRows();
    }

    /** Components of a vector of the data, and of a prediction. */
    public int vectorDim() {
        return network.outputDim();
    }

    /** Lengths of context that it can take. */
    public ContextLengths contextLengths() {
        return network.contextLengths();
    }

    /** Names of the tensors that it uses: all of the state dict. */
    public Set<String> parameterNames() {
        return parameterNames;
    }

    /** Names of the tensors that it has a place for, but that have no influence on a prediction. */
    public Set<String> idleParameters() {
        return network.idleParameters();
    }

    /** What was assumed where neither weights nor hints tell, in words. */
    public List<String> notes() {
        return notes;
    }

    ForwardDefinition definition() {
        return definition;
    }

    Network network() {
        return network;
    }

    @Override
    public String toString() {
        return name();
    }
}
