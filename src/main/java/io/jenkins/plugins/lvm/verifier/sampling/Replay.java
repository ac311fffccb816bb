package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import java.nio.FloatBuffer;
import java.util.List;

/** Says again, row after row, what was predicted before. */
public final class Replay implements Predictor {
    private final List<FittingDefinition> definitions;
    private final List<float[][]> predictions;
    private final int[] order;
    private int next;

    /**
     * @param predictions of each row by every definition
     * @param order in which the rows are asked for
     */
    Replay(List<FittingDefinition> definitions, List<float[][]> predictions, int[] order) {
        this.definitions = definitions;
        this.predictions = predictions;
        this.order = order;
    }

    /** The same from the beginning, for the same definitions as they were found again. */
    public Predictor of(List<FittingDefinition> found) {
        return new Replay(found, predictions, order);
    }

    @Override
    public List<FittingDefinition> definitions() {
        return definitions;
    }

    @Override
    public float[][] predict(FloatBuffer contexts, int batch, int contextLength) {
        float[][] all = new float[definitions.size()][];
        for (int definition = 0; definition < all.length; definition++) {
            int size = predictions.get(order[next])[definition].length;
            all[definition] = new float[batch * size];
            for (int i = 0; i < batch; i++) {
                System.arraycopy(predictions.get(order[next + i])[definition], 0, all[definition], i * size, size);
            }
        }
        next += batch;
        return all;
    }
}
