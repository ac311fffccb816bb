package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.ProductAgreement;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says again, row after row, what was predicted before. */
public final class Replay implements Predictor {
    private final List<FittingDefinition> definitions;
    private final List<float[][]> predictions;
    private final int[] order;
    private final @Nullable ProductAgreement products;
    private int next;

    /**
     * @param predictions of each row by every definition
     * @param order in which the rows are asked for
     * @param products how well they agreed when they were made; null where nobody looked
     */
    Replay(
            List<FittingDefinition> definitions,
            List<float[][]> predictions,
            int[] order,
            @Nullable ProductAgreement products) {
        this.definitions = definitions;
        this.predictions = predictions;
        this.order = order;
        this.products = products;
    }

    /** The same from the beginning, for the same definitions as they were found again. */
    public Predictor of(List<FittingDefinition> found) {
        return new Replay(found, predictions, order, products);
    }

    @Override
    public List<FittingDefinition> definitions() {
        return definitions;
    }

    @Override
    public @Nullable ProductAgreement products() {
        return products;
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
