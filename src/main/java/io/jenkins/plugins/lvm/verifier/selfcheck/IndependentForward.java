package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A forward definition from its mathematics alone, for one context in float64: no tensor library, no batch, none of the rearrangements
 * that make {@code model} fast. There are those of the four core models, with the residual-next wrapper and the positional component.
 */
final class IndependentForward {
    private static final String RESIDUAL_PREFIX = "base.";

    private static final Map<String, Network> NETWORKS = Map.of(
            "attention-mixture", (math, steps, heads) -> PlainNetworks.attentionMixture(math, steps),
            "lstm-baseline", (math, steps, heads) -> PlainNetworks.lstm(math, steps),
            "gru-stack", (math, steps, heads) -> PlainNetworks.gruStack(math, steps),
            "transformer-decoder", PlainTransformer::predict);

    private final Network network;
    private final FittingDefinition definition;
    private final PlainMath math;

    /** Predicts from the vectors of a context, oldest first. */
    private interface Network {
        double[] predict(PlainMath math, double[][] steps, int heads);
    }

    private IndependentForward(Network network, FittingDefinition definition, Weights weights) {
        this.network = network;
        this.definition = definition;
        this.math = new PlainMath(weights, definition.residual() ? RESIDUAL_PREFIX : "");
    }

    /** The independent implementation of a definition; empty where there is none. */
    static Optional<IndependentForward> of(FittingDefinition definition, Weights weights) {
        String name = definition.name().replaceFirst("\\[.*", "");
        return Optional.ofNullable(NETWORKS.get(name))
                .map(network -> new IndependentForward(network, definition, weights));
    }

    /**
     * The prediction for one context.
     *
     * @param context row-major [length, vectorDim], without positional components
     */
    double[] predict(float[] context, int length) {
        double[][] steps = steps(context, length, definition.positionalScale());
        Integer heads = definition.heads();
        double[] predicted = network.predict(math, steps, heads == null ? 0 : heads);
        if (!definition.residual()) {
            return predicted;
        }
        double alpha = new PlainMath(math.weights(), "").tensor("alpha")[0];
        double[] last = new double[predicted.length];
        System.arraycopy(steps[length - 1], 0, last, 0, last.length);
        double[] sum = PlainMath.unit(last);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += alpha * predicted[i];
        }
        return PlainMath.unit(sum);
    }

    private static double[][] steps(float[] context, int length, @Nullable Double scale) {
        int dimension = context.length / length;
        double[][] steps = new double[length][dimension + (scale == null ? 0 : 1)];
        for (int step = 0; step < length; step++) {
            for (int i = 0; i < dimension; i++) {
                steps[step][i] = context[step * dimension + i];
            }
            if (scale != null) {
                steps[step][dimension] = length == 1 ? 0 : scale * step / (length - 1);
            }
        }
        return steps;
    }
}
