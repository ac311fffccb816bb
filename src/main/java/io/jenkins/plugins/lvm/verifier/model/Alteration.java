package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing in which code that runs a model can differ from the code that trained it although the same weights load into both. What an
 * alteration does not concern stays as it is.
 *
 * @see <a href="https://arxiv.org/abs/2002.04745">R. Xiong et al., On Layer Normalization in the Transformer Architecture, 2020: pre-norm
 *     and post-norm</a>
 */
enum Alteration {
    /** Each part of a layer normalises its input. */
    NORM_FIRST("pre-norm"),
    /** Each part of a layer normalises the sum of its input and its result. */
    NORM_LAST("post-norm"),
    LAYERS_RELU("ReLU in its layers"),
    LAYERS_GELU("GELU in its layers"),
    LAYERS_TANH_GELU("GELU by tanh in its layers"),
    HEAD_RELU("ReLU in its head"),
    HEAD_GELU("GELU in its head"),
    HEAD_TANH_GELU("GELU by tanh in its head"),
    CAUSAL_MASK("with a causal mask"),
    NO_CAUSAL_MASK("without a causal mask"),
    NO_MEMORY_MASK("without a memory mask"),
    MEAN_POOLING("mean pooling"),
    LAST_STEP("last step"),
    /** Layers without what adds their input to their result; a correction without what it corrects. */
    NO_RESIDUAL("without residual connections"),
    /** Without the residual-next wrapper. */
    NO_WRAPPER("without the residual wrapper"),
    /** In a residual-next wrapper whose factor is not stored. */
    WRAPPER_1("added to the last vector"),
    WRAPPER_HALF("half of it added to the last vector");

    private static final List<EnumSet<Alteration>> TOGETHER = List.of(
            EnumSet.of(NORM_FIRST, LAYERS_GELU),
            EnumSet.of(NORM_FIRST, LAYERS_TANH_GELU),
            EnumSet.of(NORM_LAST, LAYERS_RELU),
            EnumSet.of(NORM_FIRST, MEAN_POOLING),
            EnumSet.of(LAYERS_RELU, HEAD_RELU),
            EnumSet.of(LAYERS_GELU, HEAD_GELU),
            EnumSet.of(LAYERS_TANH_GELU, HEAD_TANH_GELU),
            EnumSet.of(NO_CAUSAL_MASK, NO_MEMORY_MASK),
            EnumSet.of(NO_CAUSAL_MASK, NO_MEMORY_MASK, MEAN_POOLING));

    private final String words;

    Alteration(String words) {
        this.words = words;
    }

    /** Each alone, then those that are often met together. */
    static List<EnumSet<Alteration>> tried() {
        List<EnumSet<Alteration>> tried = new ArrayList<>();
        for (Alteration one : values()) {
            tried.add(EnumSet.of(one));
        }
        tried.addAll(TOGETHER);
        return tried;
    }

    /** In words, for the name of a definition. */
    static String words(EnumSet<Alteration> alterations) {
        return alterations.stream().map(one -> one.words).collect(Collectors.joining(", "));
    }

    /** A network with all of them. */
    static Network apply(EnumSet<Alteration> alterations, Network network) {
        Network altered = network;
        for (Alteration one : alterations) {
            altered = switch (one) {
                case WRAPPER_1 -> wrapped(altered, 1);
                case WRAPPER_HALF -> wrapped(altered, 0.5);
                default -> altered.altered(one);
            };
        }
        return altered;
    }

    private static Network wrapped(Network network, double factor) {
        return network instanceof ResidualNext ? network : new ResidualNext(network, null, factor);
    }

    /** A layer's feed-forward part, altered. */
    Layer.Sequence inLayers(Layer.Sequence layers) {
        return switch (this) {
            case LAYERS_RELU -> layers.activatedBy(Function.RELU);
            case LAYERS_GELU -> layers.activatedBy(Function.GELU);
            case LAYERS_TANH_GELU -> layers.activatedBy(Function.TANH_GELU);
            default -> layers;
        };
    }

    /** What comes after the layers, altered. */
    Layer.Sequence inHead(Layer.Sequence head) {
        return switch (this) {
            case HEAD_RELU -> head.activatedBy(Function.RELU);
            case HEAD_GELU -> head.activatedBy(Function.GELU);
            case HEAD_TANH_GELU -> head.activatedBy(Function.TANH_GELU);
            default -> head;
        };
    }
}
