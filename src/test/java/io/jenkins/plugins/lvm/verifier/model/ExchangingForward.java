package io.jenkins.plugins.lvm.verifier.model;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exchanges two rows of one batch, before or after it is predicted.
 *
 * @param before whether it does so before
 * @param left batches that come before this one
 */
public record ExchangingForward(ForwardPass forward, boolean before, AtomicInteger left, int one, int other)
        implements Predictor {

    /** @param batch number of the batch */
    public ExchangingForward(ForwardPass forward, boolean before, int batch, int one, int other) {
        this(forward, before, new AtomicInteger(batch), one, other);
    }

    @Override
    public List<FittingDefinition> definitions() {
        return forward.definitions();
    }

    @Override
    public RowTags tags() {
        return forward.tags();
    }

    @Override
    public ProductAgreement products() {
        return forward.products();
    }

    @Override
    public float[][] predict(FloatBuffer contexts, int size, int length) {
        boolean now = left.getAndDecrement() == 0;
        float[] given = new float[contexts.remaining()];
        contexts.duplicate().get(given);
        if (now && before) {
            exchange(given, size);
        }
        float[][] predictions = forward.predict(FloatBuffer.wrap(given), size, length);
        if (now && !before) {
            exchange(predictions[0], size);
        }
        return predictions;
    }

    private void exchange(float[] rows, int size) {
        int width = rows.length / size;
        for (int i = 0; i < width; i++) {
            float kept = rows[one * width + i];
            rows[one * width + i] = rows[other * width + i];
            rows[other * width + i] = kept;
        }
    }
}
