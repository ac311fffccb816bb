package io.jenkins.plugins.lvm.verifier.selfcheck;

/**
 * The trainers' transformer: decoder layers over the position-encoded input, which is also their memory; last step, head. See {@code
 * model.Transformer} for its sources.
 */
final class PlainTransformer {
    private PlainTransformer() {}

    static double[] predict(PlainMath math, double[][] contexts, int heads) {
        float[] table = math.tensor("pos_encoder.pe");
        int width = math.size("input_proj.weight", 0);
        double[][] memory = new double[contexts.length][];
        for (int step = 0; step < contexts.length; step++) {
            memory[step] = math.linear("input_proj", contexts[step]);
            for (int i = 0; i < width; i++) {
                memory[step][i] += table[step * width + i];
            }
        }
        double[][] steps = memory.clone();
        for (int layer = 0; math.has(name(layer) + ".linear1.weight"); layer++) {
            // Of the topmost layer only the last step is looked at.
            int first = math.has(name(layer + 1) + ".linear1.weight") ? 0 : steps.length - 1;
            steps = layer(math, name(layer), steps, memory, heads, first);
        }
        double[] last = PlainMath.gelu(math.linear("head.0", steps[steps.length - 1]));
        return PlainMath.unit(math.linear("head.3", math.layerNorm("head.2", last)));
    }

    private static String name(int layer) {
        return "transformer_decoder.layers." + layer;
    }

    /** @param first step that is computed; those before it are left out */
    private static double[][] layer(
            PlainMath math, String name, double[][] steps, double[][] memory, int heads, int first) {
        double[][] own = attention(math, name + ".self_attn", steps, steps, heads, first);
        double[][] out = new double[steps.length][];
        for (int step = first; step < steps.length; step++) {
            out[step] = math.layerNorm(name + ".norm1", PlainMath.plus(steps[step], own[step]));
        }
        double[][] crossed = attention(math, name + ".multihead_attn", out, memory, heads, first);
        for (int step = first; step < steps.length; step++) {
            double[] seen = math.layerNorm(name + ".norm2", PlainMath.plus(out[step], crossed[step]));
            double[] fed = math.linear(name + ".linear2", PlainMath.relu(math.linear(name + ".linear1", seen)));
            out[step] = math.layerNorm(name + ".norm3", PlainMath.plus(seen, fed));
        }
        return out;
    }

    /** Each step looks at those before it and itself. */
    private static double[][] attention(
            PlainMath math, String name, double[][] steps, double[][] seen, int heads, int first) {
        float[] matrix = math.tensor(name + ".in_proj_weight");
        float[] bias = math.tensor(name + ".in_proj_bias");
        int width = seen[0].length;
        int each = width / heads;
        double[][] keys = new double[seen.length][];
        double[][] values = new double[seen.length][];
        for (int step = 0; step < seen.length; step++) {
            keys[step] = PlainMath.affine(matrix, bias, width, width, seen[step]);
            values[step] = PlainMath.affine(matrix, bias, 2 * width, width, seen[step]);
        }
        double[][] out = new double[steps.length][];
        for (int step = first; step < steps.length; step++) {
            double[] query = PlainMath.affine(matrix, bias, 0, width, steps[step]);
            double[] mixed = new double[width];
            for (int head = 0; head < heads; head++) {
                double[] scores = new double[step + 1];
                for (int other = 0; other <= step; other++) {
                    scores[other] = PlainMath.dot(query, head * each, keys[other], head * each, each) / Math.sqrt(each);
                }
                double[] shares = PlainMath.softmax(scores);
                for (int other = 0; other <= step; other++) {
                    for (int i = head * each; i < (head + 1) * each; i++) {
                        mixed[i] += shares[other] * values[other][i];
                    }
                }
            }
            out[step] = math.linear(name + ".out_proj", mixed);
        }
        return out;
    }
}
