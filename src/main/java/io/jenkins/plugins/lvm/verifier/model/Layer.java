package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step that acts on the last axis of an array. */
interface Layer {

    /** The result is attached to the manager of {@code input}. */
    NDArray apply(NDArray input, DeviceWeights weights);

    /**
     * Matrix and bias: [.., in] to [.., out].
     *
     * @param bias name of it
     */
    record Linear(String weight, @Nullable String bias, int in, int out) implements Layer {
        @Override
        public NDArray apply(final NDArray input, final DeviceWeights weights) {
            NDArray seen = weights.dropout().before(weight, input);
            return weights.dropout()
                    .after(weight, weights.matrices().apply(seen, weights.matrix(weight), biases(weights)));
        }

        /** Values of the bias, zeros without one: [out]. */
        NDArray biases(DeviceWeights weights) {
            return bias == null ? zeros(weights) : weights.get(bias);
        }

        private NDArray zeros(DeviceWeights weights) {
            return weights.derived("no bias of " + weight, List.of(weight), inputs -> {
                NDArray matrix = inputs.get(0);
                return matrix.getManager().zeros(new Shape(out), matrix.getDataType());
            });
        }
    }

    /**
     * Layer normalisation over the last axis, eps 1e-5.
     *
     * @see <a href="https://arxiv.org/abs/1607.06450">J. L. Ba et al., Layer Normalization, 2016</a>
     */
    record Norm(String weight, String bias, int width) implements Layer {
        private static final float EPS = 1e-5f;

        @Override
        public NDArray apply(final NDArray input, final DeviceWeights weights) {
            return input.getNDArrayInternal()
                    .layerNorm(input, new Shape(width), weights.get(weight), weights.get(bias), EPS)
                    .head();
        }
    }

    /** Layers without weights. */
    enum Function implements Layer {
        /**
         * The exact one, by erf.
         *
         * @see <a href="https://arxiv.org/abs/1606.08415">D. Hendrycks and K. Gimpel, Gaussian Error Linear Units, 2016</a>
         */
        GELU {
            @Override
            NDArray apply(final NDArray input) {
                return input.getNDArrayInternal().gelu();
            }
        },
        RELU {
            @Override
            NDArray apply(final NDArray input) {
                return input.getNDArrayInternal().relu();
            }
        },
        /**
         * The approximation by tanh, section 2 of the same paper: torch's {@code gelu(x, approximate='tanh')}, the usual one elsewhere.
         */
        TANH_GELU {
            @Override
            NDArray apply(final NDArray input) {
                NDArray inner =
                        input.mul(input).muli(0.044715).addi(1).muli(input).muli(Math.sqrt(2 / Math.PI));
                return inner.tanh().addi(1).muli(input).muli(0.5);
            }
        },
        /** Scales to length one; torch's guard: the norm is at least 1e-12. */
        UNIT {
            @Override
            NDArray apply(final NDArray input) {
                return input.normalize(2, -1, 1e-12);
            }
        },
        /** Scales to length one by the older trainers' guard: 1e-8 is added to the norm. */
        TRAINER_UNIT {
            @Override
            NDArray apply(final NDArray input) {
                return input.div(input.norm(new int[] {-1}, true).add(1e-8f));
            }
        };

        abstract NDArray apply(NDArray input);

        @Override
        public NDArray apply(final NDArray input, final DeviceWeights weights) {
            return apply(input);
        }
    }

    /** One after the other. */
    record Sequence(List<Layer> layers) implements Layer {
        public Sequence {
            layers = layers.stream()
                    .flatMap(layer -> layer instanceof Sequence inner ? inner.layers().stream() : Stream.of(layer))
                    .toList();
        }

        static Sequence of(final Layer... layers) {
            return new Sequence(List.of(layers));
        }

        /** The same with another function wherever there is one of those that layers are activated by. */
        Sequence activatedBy(Function activation) {
            return new Sequence(layers.stream()
                    .map(layer -> layer == Function.RELU || layer == Function.GELU ? activation : layer)
                    .toList());
        }

        /** Components of what its last matrix makes. */
        int outputDim() {
            return layers.stream()
                    .filter(Linear.class::isInstance)
                    .map(Linear.class::cast)
                    .reduce((first, second) -> second)
                    .orElseThrow()
                    .out();
        }

        @Override
        public NDArray apply(final NDArray input, final DeviceWeights weights) {
            NDArray out = input;
            for (final Layer layer : layers) {
                NDArray next = layer.apply(out, weights);
                // What one layer made is the largest of all arrays where it widens, and nobody needs it after the next
                // one.
                if (out != input && next != out) {
                    out.close();
                }
                out = next;
            }
            return out;
        }
    }
}
