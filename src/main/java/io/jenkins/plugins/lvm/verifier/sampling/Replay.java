package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.ProductAgreement;
import io.jenkins.plugins.lvm.verifier.model.RowTags;
import io.jenkins.plugins.lvm.verifier.sampling.RecordedPredictions.Kept;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says again, row after row, what was predicted before. */
public final class Replay implements Predictor {
    private final List<FittingDefinition> definitions;
    private final List<Kept> rows;
    private final int[] order;
    private final @Nullable ProductAgreement products;
    private int next;
    private @Nullable RowTags tags;

    /**
     * @param rows what was predicted of each
     * @param order in which the rows are asked for
     * @param products how well they agreed when they were made; null where nobody looked
     */
    Replay(List<FittingDefinition> definitions, List<Kept> rows, int[] order, @Nullable ProductAgreement products) {
        this.definitions = definitions;
        this.rows = rows;
        this.order = order;
        this.products = products;
    }

    /** The same from the beginning, for the same definitions as they were found again. */
    public Predictor of(List<FittingDefinition> found) {
        return new Replay(found, rows, order, products);
    }

    @Override
    public List<FittingDefinition> definitions() {
        return definitions;
    }

    /** What the engine said of these rows when it predicted them. */
    @Override
    public @Nullable RowTags tags() {
        return tags;
    }

    @Override
    public @Nullable ProductAgreement products() {
        return products;
    }

    @Override
    public float[][] predict(FloatBuffer contexts, int batch, int contextLength) {
        float[][] all = new float[definitions.size()][];
        for (int definition = 0; definition < all.length; definition++) {
            int size = rows.get(order[next]).predictions()[definition].length;
            all[definition] = new float[batch * size];
            for (int i = 0; i < batch; i++) {
                System.arraycopy(
                        rows.get(order[next + i]).predictions()[definition], 0, all[definition], i * size, size);
            }
        }
        List<RowTags> said = IntStream.range(next, next + batch)
                .mapToObj(place -> rows.get(order[place]).tags())
                .filter(Objects::nonNull)
                .toList();
        tags = said.size() < batch ? null : RowTags.joined(said);
        next += batch;
        return all;
    }
}
