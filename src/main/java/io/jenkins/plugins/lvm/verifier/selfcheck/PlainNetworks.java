package io.jenkins.plugins.lvm.verifier.selfcheck;

import java.util.Arrays;

/** The trainers' AMN, LSTM and GRU; see {@code model.AttentionMixture}, {@code model.Recurrent} for their sources. */
final class PlainNetworks {
    private PlainNetworks() {}

    /** The mean of the context, corrected by a network that sees it beside an attention-weighted mean. */
    static double[] attentionMixture(PlainMath math, double[][] steps) {
        double[] equal = new double[steps.length];
        Arrays.fill(equal, 1.0 / steps.length);
        double[] base = PlainMath.mix(steps, equal);
        double[] query = math.linear("query_encoder", base);
        double[] scores = new double[steps.length];
        for (int step = 0; step < steps.length; step++) {
            double[] key = math.linear("context_encoder", steps[step]);
            scores[step] = PlainMath.dot(query, 0, key, 0, key.length) / Math.sqrt(key.length);
        }
        double[] hidden = PlainMath.joined(base, PlainMath.mix(steps, PlainMath.softmax(scores)));
        hidden = math.layerNorm("residual_net.2", PlainMath.gelu(math.linear("residual_net.0", hidden)));
        hidden = math.layerNorm("residual_net.5", PlainMath.gelu(math.linear("residual_net.3", hidden)));
        return PlainMath.unit(PlainMath.plus(base, math.linear("residual_net.6", hidden)));
    }

    /** Stacked LSTM layers, last step, one projection. */
    static double[] lstm(PlainMath math, double[][] steps) {
        double[][] outputs = steps;
        for (int layer = 0; math.has("lstm.weight_ih_l" + layer); layer++) {
            outputs = lstmLayer(math, "lstm", layer, outputs);
        }
        return PlainMath.unit(math.linear("output_proj", outputs[outputs.length - 1]));
    }

    /** Gates in torch's order: input, forget, candidate, output. */
    private static double[][] lstmLayer(PlainMath math, String name, int layer, double[][] steps) {
        float[] fromInput = math.tensor(name + ".weight_ih_l" + layer);
        float[] fromState = math.tensor(name + ".weight_hh_l" + layer);
        float[] inputBias = math.tensor(name + ".bias_ih_l" + layer);
        float[] stateBias = math.tensor(name + ".bias_hh_l" + layer);
        int width = math.size(name + ".weight_hh_l" + layer, 1);
        double[] state = new double[width];
        double[] cell = new double[width];
        double[][] outputs = new double[steps.length][];
        for (int step = 0; step < steps.length; step++) {
            double[] gates = PlainMath.plus(
                    PlainMath.affine(fromInput, inputBias, 0, 4 * width, steps[step]),
                    PlainMath.affine(fromState, stateBias, 0, 4 * width, state));
            double[] next = new double[width];
            for (int i = 0; i < width; i++) {
                cell[i] = PlainMath.sigmoid(gates[width + i]) * cell[i]
                        + PlainMath.sigmoid(gates[i]) * Math.tanh(gates[2 * width + i]);
                next[i] = PlainMath.sigmoid(gates[3 * width + i]) * Math.tanh(cell[i]);
            }
            state = next;
            outputs[step] = next;
        }
        return outputs;
    }

    /** Projection, GRU blocks each of which is normalised after adding its input, last step, projection. */
    static double[] gruStack(PlainMath math, double[][] steps) {
        double[][] outputs = Arrays.stream(steps)
                .map(step -> math.linear("input_proj", step))
                .toArray(double[][]::new);
        for (int block = 0; math.has("blocks." + block + ".gru.weight_ih_l0"); block++) {
            String name = "blocks." + block;
            double[][] recurrent = gruLayer(math, name + ".gru", outputs);
            for (int step = 0; step < outputs.length; step++) {
                outputs[step] = math.layerNorm(name + ".norm", PlainMath.plus(outputs[step], recurrent[step]));
            }
        }
        return PlainMath.unit(math.linear("output_proj", outputs[outputs.length - 1]));
    }

    /** Gates in torch's order: reset, update, candidate, whose state is reset after it is multiplied. */
    private static double[][] gruLayer(PlainMath math, String name, double[][] steps) {
        float[] fromInput = math.tensor(name + ".weight_ih_l0");
        float[] fromState = math.tensor(name + ".weight_hh_l0");
        float[] inputBias = math.tensor(name + ".bias_ih_l0");
        float[] stateBias = math.tensor(name + ".bias_hh_l0");
        int width = math.size(name + ".weight_hh_l0", 1);
        double[] state = new double[width];
        double[][] outputs = new double[steps.length][];
        for (int step = 0; step < steps.length; step++) {
            double[] input = PlainMath.affine(fromInput, inputBias, 0, 3 * width, steps[step]);
            double[] hidden = PlainMath.affine(fromState, stateBias, 0, 3 * width, state);
            double[] next = new double[width];
            for (int i = 0; i < width; i++) {
                double reset = PlainMath.sigmoid(input[i] + hidden[i]);
                double update = PlainMath.sigmoid(input[width + i] + hidden[width + i]);
                double candidate = Math.tanh(input[2 * width + i] + reset * hidden[2 * width + i]);
                next[i] = (1 - update) * candidate + update * state[i];
            }
            state = next;
            outputs[step] = next;
        }
        return outputs;
    }
}
