package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;

/** The two-layer heads that several models end in. */
final class OutputHeads {

    private OutputHeads() {}

    /** Linear, GELU, LayerNorm, linear, unit length. */
    static Sequence gelu(final ParameterBinder shapes, final String name, final int width) throws Misfit {
        return Sequence.of(
                shapes.linear(name + ".0", width, width),
                Function.GELU,
                shapes.norm(name + ".2", width),
                shapes.linear(name + ".3", width, ParameterBinder.ANY),
                Function.UNIT);
    }

    /** Linear, ReLU, linear, unit length by the older guard. */
    static Sequence relu(final ParameterBinder shapes, final String name, final int width) throws Misfit {
        final Linear first = shapes.linear(name + ".0", width, ParameterBinder.ANY);
        return Sequence.of(
                first,
                Function.RELU,
                shapes.linear(name + ".3", first.out(), ParameterBinder.ANY),
                Function.TRAINER_UNIT);
    }
}
