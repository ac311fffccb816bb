package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Mamba.RmsNorm;
import java.util.ArrayList;
import java.util.List;

/**
 * A Mamba block as the trainers write it: a depthwise convolution over the last few steps, a state space whose decay depends on the
 * input, a gate; added to what went in. It is simpler than the paper's: the input is not scaled by the step size, all components of
 * the state are added up, and half of what {@code x_proj} makes is not used.
 *
 * @param in makes input and gate, [2 inner] of [width], without bias
 * @see <a href="https://arxiv.org/abs/2312.00752">A. Gu and T. Dao, Mamba: Linear-Time Sequence Modeling with Selective State Spaces,
 *     2023, section 3</a>
 */
record SelectiveStateSpace(RmsNorm norm, Linear in, Convolution convolution, Drive drive, Linear out)
        implements StepLayer.Residual {

    /**
     * A depthwise convolution that looks back only.
     *
     * @param weight name of the taps, [inner, 1, taps]
     * @param bias name of its bias, [inner]
     */
    record Convolution(String weight, String bias, int taps) {
        NDArray apply(NDArray steps, DeviceWeights weights) {
            Shape shape = steps.getShape();
            long length = shape.get(1);
            NDManager manager = steps.getManager();
            NDArray padded = taps == 1
                    ? steps
                    : manager.zeros(new Shape(shape.get(0), taps - 1, shape.get(2)), steps.getDataType())
                            .concat(steps, 1);
            NDArray sum = seen(padded, 0, length, weights).add(weights.get(bias));
            for (int tap = 1; tap < taps; tap++) {
                sum = sum.addi(seen(padded, tap, length, weights));
            }
            return sum;
        }

        private NDArray seen(NDArray padded, int tap, long length, DeviceWeights weights) {
            return padded.get(new NDIndex(":, {}:{}", tap, tap + length)).mul(column(tap, weights));
        }

        private NDArray column(int tap, DeviceWeights weights) {
            return weights.derived("tap " + tap + " of " + weight, List.of(weight), inputs -> inputs.get(0)
                    .get(new NDIndex(":, 0, {}", tap))
                    .duplicate());
        }
    }

    /**
     * What makes the state.
     *
     * @param toState makes [2 states], of which the second half drives the state
     * @param toStepSize makes the step sizes, [inner]
     * @param decay name of the logarithm of the decay, [inner, states]
     * @param skip name of the direct share of the input, [inner]
     */
    record Drive(Linear toState, Linear toStepSize, String decay, String skip) {}

    static SelectiveStateSpace bind(ParameterBinder shapes, String name, int width) throws Misfit {
        int[] decay = shapes.tensor(name + ".A_log", ParameterBinder.ANY, ParameterBinder.ANY);
        int inner = decay[0];
        int taps = shapes.tensor(name + ".conv1d.weight", inner, 1, ParameterBinder.ANY)[2];
        shapes.tensor(name + ".conv1d.bias", inner);
        shapes.tensor(name + ".D", inner);
        return new SelectiveStateSpace(
                RmsNorm.bind(shapes, name + ".norm", width),
                shapes.matrix(name + ".in_proj", width, 2 * inner),
                new Convolution(shapes.name(name + ".conv1d.weight"), shapes.name(name + ".conv1d.bias"), taps),
                new Drive(
                        shapes.matrix(name + ".x_proj", inner, 2 * decay[1]),
                        shapes.linear(name + ".dt_proj", inner, inner),
                        shapes.name(name + ".A_log"),
                        shapes.name(name + ".D")),
                shapes.matrix(name + ".out_proj", inner, width));
    }

    @Override
    public NDArray some(NDArray wanted, NDArray steps, DeviceWeights weights) {
        boolean lastOnly = wanted != steps;
        int inner = out.in();
        NDArray both = in.apply(norm.apply(steps, weights), weights);
        NDArray mixed = silu(convolution.apply(Attention.part(both, 0, inner), weights));
        NDArray gate = Attention.part(lastOnly ? TimeSteps.lastOnly(both) : both, 1, inner);
        NDArray scanned = scan(mixed, weights, lastOnly);
        return wanted.add(out.apply(scanned.mul(silu(gate)), weights));
    }

    /** x times its logistic function. */
    static NDArray silu(NDArray input) {
        return input.getNDArrayInternal().swish(1);
    }

    /** The outputs of the state space, of all steps or of the last one: [batch, n, inner]. */
    private NDArray scan(NDArray steps, DeviceWeights weights, boolean lastOnly) {
        long batch = steps.getShape().get(0);
        long length = steps.getShape().get(1);
        NDArray decay = weights.derived("decay of " + drive.decay(), List.of(drive.decay()), inputs -> inputs.get(0)
                .exp()
                .neg());
        long states = decay.getShape().get(1);
        NDArray driven = Attention.part(drive.toState().apply(steps, weights), 1, Math.toIntExact(states));
        NDArray sizes =
                drive.toStepSize().apply(steps, weights).getNDArrayInternal().softPlus();
        NDArray direct = steps.mul(weights.get(drive.skip()));
        NDArray state =
                steps.getManager().zeros(new Shape(batch, steps.getShape().get(2), states), steps.getDataType());
        List<NDArray> outputs = new ArrayList<>();
        for (long step = 0; step < length; step++) {
            NDArray size = TimeSteps.at(sizes, step).expandDims(2);
            NDArray input = TimeSteps.at(steps, step).expandDims(2);
            NDArray drives = TimeSteps.at(driven, step).expandDims(1);
            NDArray before = state;
            state = TimeSteps.scoped(
                    () -> size.mul(decay).exp().muli(before).addi(input.mul(drives)), size, input, drives, before);
            before.close();
            if (!lastOnly || step == length - 1) {
                outputs.add(state.sum(new int[] {2}).add(TimeSteps.at(direct, step)));
            }
        }
        return TimeSteps.stacked(outputs);
    }
}
