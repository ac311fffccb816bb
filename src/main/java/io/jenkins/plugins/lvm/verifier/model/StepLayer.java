package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;

/** A layer that makes new steps of the steps of a context: [batch, length, in] to [batch, length, out]. */
interface StepLayer {

    /** All steps of the result, attached to the manager of {@code steps}. */
    NDArray all(NDArray steps, DeviceWeights weights);

    /** The last step of the result, [batch, out]: the topmost layer has to compute no more. */
    default NDArray last(NDArray steps, DeviceWeights weights) {
        return TimeSteps.last(all(steps, weights));
    }

    /** The same with this many attention heads; a layer without them stays as it is. */
    default StepLayer withHeads(int heads) {
        return this;
    }

    /** Adds something to each step, and can do so to the last one alone. */
    interface Residual extends StepLayer {

        /**
         * The output for some steps of the input.
         *
         * @param wanted the steps themselves, or the last one
         * @param steps all of them
         */
        NDArray some(NDArray wanted, NDArray steps, DeviceWeights weights);

        @Override
        default NDArray all(NDArray steps, DeviceWeights weights) {
            return some(steps, steps, weights);
        }

        @Override
        default NDArray last(NDArray steps, DeviceWeights weights) {
            return some(TimeSteps.lastOnly(steps), steps, weights).squeeze(1);
        }
    }

    /** The same to each step. */
    record EachStep(Layer layer) implements StepLayer {
        @Override
        public NDArray all(NDArray steps, DeviceWeights weights) {
            return layer.apply(steps, weights);
        }

        @Override
        public NDArray last(NDArray steps, DeviceWeights weights) {
            return layer.apply(TimeSteps.last(steps), weights);
        }
    }

    /**
     * Adds a table of positions.
     *
     * @param table name of it, [1, longest, width]
     */
    record Positions(String table) implements StepLayer {
        @Override
        public NDArray all(NDArray steps, DeviceWeights weights) {
            long length = steps.getShape().get(1);
            return steps.add(weights.derived(table + "[:" + length + "]", List.of(table), inputs -> inputs.get(0)
                    .get(new NDIndex(":, :{}", length))));
        }
    }

    /** Stacked recurrent layers. */
    record Recurrence(Recurrent recurrent) implements StepLayer {
        @Override
        public NDArray all(NDArray steps, DeviceWeights weights) {
            return recurrent.outputs(steps, weights);
        }

        @Override
        public NDArray last(NDArray steps, DeviceWeights weights) {
            return recurrent.last(steps, weights);
        }
    }

    /**
     * x + recurrent(norm(x)): normalised before the branch and not after it.
     *
     * @see <a href="https://arxiv.org/abs/2002.04745">R. Xiong et al., On Layer Normalization in the Transformer Architecture, 2020</a>
     */
    record NormFirstRecurrence(Layer norm, Recurrent recurrent) implements StepLayer {
        @Override
        public NDArray all(NDArray steps, DeviceWeights weights) {
            return steps.add(recurrent.outputs(norm.apply(steps, weights), weights));
        }

        @Override
        public NDArray last(NDArray steps, DeviceWeights weights) {
            return TimeSteps.last(steps).add(recurrent.last(norm.apply(steps, weights), weights));
        }
    }
}
