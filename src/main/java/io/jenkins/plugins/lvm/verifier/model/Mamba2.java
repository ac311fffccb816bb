package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Norm;
import io.jenkins.plugins.lvm.verifier.model.Mamba.RmsNorm;
import io.jenkins.plugins.lvm.verifier.model.SelectiveStateSpace.Convolution;
import java.util.List;

/**
 * A Mamba-2 block of the {@code mamba-ssm} library behind a layer normalisation, added to what went in: a depthwise convolution, a
 * state space whose decay is one number for each head and step, a gated normalisation. As matrices rather than a recurrence: what
 * step s gives to step t is weighed by (C_t · B_s) exp(sum of the decays after s up to t), which the paper calls the dual form. For
 * the last step alone that is one row.
 *
 * @param sizes of what is inside
 * @param in makes gate, input, B, C and step sizes, in this order, without bias
 * @param heads parameters of one number for each head
 * @param gated normalises the gated output
 * @see <a href="https://arxiv.org/abs/2405.21060">T. Dao and A. Gu, Transformers are SSMs, 2024, sections 6 and 7</a>
 */
record Mamba2(Norm norm, Sizes sizes, Linear in, Convolution convolution, Heads heads, RmsNorm gated, Linear out)
        implements StepLayer.Residual {
    private static final float NORM_EPSILON = 1e-5f;

    /**
     * What weights show of a block.
     *
     * @param inner components inside
     * @param states components of B and of C, which all heads share
     * @param heads how many share the inner components
     */
    record Sizes(int inner, int states, int heads) {
        int perHead() {
            return inner / heads;
        }
    }

    /**
     * Names of parameters [heads].
     *
     * @param decay logarithm of the decay
     * @param stepBias added to the step sizes
     * @param skip direct share of the input
     */
    record Heads(String decay, String stepBias, String skip) {}

    /** The Mamba-2 trainer's model: projection, blocks, last step, head. */
    static Network predictor(ParameterBinder shapes) throws Misfit {
        int count = shapes.count("blocks", "mamba.A_log");
        int width = Encoders.width(shapes, "input_proj");
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj");
        for (int i = 0; i < count; i++) {
            stack.add(bind(shapes, "blocks." + i, width));
        }
        return stack.head(OutputHeads.gelu(shapes, "head", width));
    }

    private static Mamba2 bind(ParameterBinder shapes, String block, int width) throws Misfit {
        String name = block + ".mamba";
        int heads = shapes.tensor(name + ".A_log", ParameterBinder.ANY)[0];
        int inner = shapes.tensor(name + ".norm.weight", ParameterBinder.ANY)[0];
        int[] taps = shapes.tensor(name + ".conv1d.weight", ParameterBinder.ANY, 1, ParameterBinder.ANY);
        int states = (taps[0] - inner) / 2;
        if (inner % heads != 0 || states < 1 || taps[0] != inner + 2 * states) {
            throw Misfit.of("'" + shapes.name(name + ".conv1d.weight") + "' has " + taps[0] + " channels and '"
                    + shapes.name(name + ".norm.weight") + "' " + inner + " components, which are not those of " + heads
                    + " heads with one group of states");
        }
        shapes.tensor(name + ".conv1d.bias", taps[0]);
        shapes.tensor(name + ".dt_bias", heads);
        shapes.tensor(name + ".D", heads);
        return new Mamba2(
                shapes.norm(block + ".norm", width),
                new Sizes(inner, states, heads),
                shapes.matrix(name + ".in_proj", width, 2 * inner + 2 * states + heads),
                new Convolution(shapes.name(name + ".conv1d.weight"), shapes.name(name + ".conv1d.bias"), taps[2]),
                new Heads(shapes.name(name + ".A_log"), shapes.name(name + ".dt_bias"), shapes.name(name + ".D")),
                new RmsNorm(shapes.name(name + ".norm.weight"), NORM_EPSILON),
                shapes.matrix(name + ".out_proj", inner, width));
    }

    @Override
    public NDArray some(NDArray wanted, NDArray steps, DeviceWeights weights) {
        boolean lastOnly = wanted != steps;
        NDArray all = in.apply(norm.apply(steps, weights), weights);
        int mixedTo = 2 * sizes.inner() + 2 * sizes.states();
        NDArray mixed = SelectiveStateSpace.silu(convolution.apply(columns(all, sizes.inner(), mixedTo), weights));
        NDArray stepSizes = columns(all, mixedTo, mixedTo + sizes.heads())
                .add(weights.get(heads.stepBias()))
                .getNDArrayInternal()
                .softPlus();
        NDArray gate = columns(lastOnly ? TimeSteps.lastOnly(all) : all, 0, sizes.inner());
        NDArray scanned = scan(mixed, stepSizes, weights, lastOnly);
        return wanted.add(out.apply(gated.apply(scanned.mul(SelectiveStateSpace.silu(gate)), weights), weights));
    }

    private static NDArray columns(NDArray steps, int from, int to) {
        return steps.get(new NDIndex("..., {}:{}", from, to));
    }

    /**
     * The outputs of the state space, of all steps or of the last one: [batch, n, inner].
     *
     * @param mixed input, B and C: [batch, length, inner + 2 states]
     * @param stepSizes [batch, length, heads]
     */
    private NDArray scan(NDArray mixed, NDArray stepSizes, DeviceWeights weights, boolean lastOnly) {
        int inner = sizes.inner();
        Shape shape = mixed.getShape();
        long batch = shape.get(0);
        long length = shape.get(1);
        NDArray input = columns(mixed, 0, inner)
                .reshape(batch, length, sizes.heads(), sizes.perHead())
                .transpose(0, 2, 1, 3);
        NDArray drives = columns(mixed, inner, inner + sizes.states());
        NDArray reads = columns(mixed, inner + sizes.states(), inner + 2 * sizes.states());
        NDArray decays = stepSizes.mul(rate(weights)).transpose(0, 2, 1);
        NDArray kept = lastOnly ? keptToLast(decays) : kept(decays);
        NDArray wantedReads = lastOnly ? TimeSteps.lastOnly(reads) : reads;
        NDArray shares = wantedReads.matMul(drives.transpose(0, 2, 1)).expandDims(1);
        NDArray driven = input.mul(stepSizes.transpose(0, 2, 1).expandDims(3));
        NDArray own = lastOnly ? input.get(new NDIndex(":, :, -1:")) : input;
        NDArray skip = weights.derived("shares of " + heads.skip(), List.of(heads.skip()), inputs -> inputs.get(0)
                .reshape(1, sizes.heads(), 1, 1)
                .duplicate());
        NDArray outputs = shares.mul(kept).matMul(driven).add(own.mul(skip));
        return outputs.transpose(0, 2, 1, 3).reshape(batch, lastOnly ? 1 : length, inner);
    }

    /** Minus the decay of each head: [heads]. */
    private NDArray rate(DeviceWeights weights) {
        return weights.derived("rate of " + heads.decay(), List.of(heads.decay()), inputs -> inputs.get(0)
                .exp()
                .neg());
    }

    /** What the last step keeps of each: [batch, heads, 1, length] of decays [batch, heads, length]. */
    private static NDArray keptToLast(NDArray decays) {
        long length = decays.getShape().get(2);
        NDArray last = decays.get(new NDIndex(":, :, :1")).zerosLike();
        NDArray sums = length == 1
                ? last
                : decays.get(new NDIndex(":, :, 1:")).flip(2).cumSum(2).flip(2).concat(last, 2);
        return sums.exp().expandDims(2);
    }

    /**
     * What each step keeps of each: [batch, heads, length, length], 0 of later ones. The decays between two steps are added up by
     * themselves, because a difference of two long sums would lose digits.
     */
    private static NDArray kept(NDArray decays) {
        long length = decays.getShape().get(2);
        NDArray after = triangle(decays, length, 1);
        NDArray upTo = triangle(decays, length, 0);
        return decays.expandDims(3).mul(after).cumSum(2).exp().mul(upTo);
    }

    /** 1 where a row's number is at least that of the column plus the distance: [length, length]. */
    private static NDArray triangle(NDArray like, long length, int distance) {
        int size = Math.toIntExact(length);
        float[] values = new float[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column + distance <= row; column++) {
                values[row * size + column] = 1;
            }
        }
        NDManager manager = like.getManager();
        return manager.create(values, new Shape(size, size)).toType(like.getDataType(), false);
    }
}
