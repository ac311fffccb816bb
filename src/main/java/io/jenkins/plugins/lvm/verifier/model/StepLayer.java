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

    /** The same in code that differs in one thing. */
    default StepLayer altered(Alteration alteration) {
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

    /** How the result of recurrent layers and their input come together. */
    enum Wiring {
        /** x + recurrent(norm(x)). */
        NORM_FIRST,
        /** norm(x + recurrent(x)). */
        NORM_LAST,
        /** recurrent(norm(x)). */
        NORM_FIRST_ALONE,
        /** norm(recurrent(x)). */
        NORM_LAST_ALONE;

        Wiring altered(Alteration alteration) {
            boolean first = this == NORM_FIRST || this == NORM_FIRST_ALONE;
            return switch (alteration) {
                case NORM_FIRST -> isAlone() ? NORM_FIRST_ALONE : NORM_FIRST;
                case NORM_LAST -> isAlone() ? NORM_LAST_ALONE : NORM_LAST;
                case NO_RESIDUAL -> first ? NORM_FIRST_ALONE : NORM_LAST_ALONE;
                default -> this;
            };
        }

        private boolean isAlone() {
            return this == NORM_FIRST_ALONE || this == NORM_LAST_ALONE;
        }
    }

    /**
     * Recurrent layers, normalised before or after, that their input is added to.
     *
     * @see <a href="https://arxiv.org/abs/1512.03385">K. He et al., Deep Residual Learning for Image Recognition, 2015</a>
     * @see <a href="https://arxiv.org/abs/2002.04745">R. Xiong et al., On Layer Normalization in the Transformer Architecture, 2020</a>
     */
    record ResidualRecurrence(Layer norm, Recurrent recurrent, Wiring wiring) implements StepLayer {
        @Override
        public NDArray all(NDArray steps, DeviceWeights weights) {
            return joined(steps, recurrent.outputs(seen(steps, weights), weights), weights);
        }

        @Override
        public NDArray last(NDArray steps, DeviceWeights weights) {
            return joined(TimeSteps.last(steps), recurrent.last(seen(steps, weights), weights), weights);
        }

        private NDArray seen(NDArray steps, DeviceWeights weights) {
            return switch (wiring) {
                case NORM_FIRST, NORM_FIRST_ALONE -> norm.apply(steps, weights);
                case NORM_LAST, NORM_LAST_ALONE -> steps;
            };
        }

        private NDArray joined(NDArray input, NDArray result, DeviceWeights weights) {
            return switch (wiring) {
                case NORM_FIRST -> input.add(result);
                case NORM_LAST -> norm.apply(input.add(result), weights);
                case NORM_FIRST_ALONE -> result;
                case NORM_LAST_ALONE -> norm.apply(result, weights);
            };
        }

        @Override
        public StepLayer altered(Alteration alteration) {
            return new ResidualRecurrence(norm, recurrent, wiring.altered(alteration));
        }
    }
}
