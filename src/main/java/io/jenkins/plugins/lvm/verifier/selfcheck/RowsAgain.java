package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.contract.Futures;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows.Canary;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Computes few rows of a pass again, beside the pass that keeps them: by the same definition with freshly read weights, in another batch
 * size, order and thread count, by matrices in another layout, and by an implementation in plain Java where there is one. What it is told of is computed on one thread of
 * its own; what is left when the pass ends, then. For one caller at a time.
 */
final class RowsAgain implements ValidationPass.Observer, AutoCloseable {
    /** Rows at a time: at least so many are worth a reading of all weights, and at most no divisor or multiple of what the pass uses. */
    private static final int LEAST_BATCH = 16;

    private static final int BATCH = 61;
    /** Numbers of 32 MB: larger weights are not kept twice while the pass runs, and rows are rearranged after it. */
    private static final long MOST_BESIDE = 8L << 20;
    /** Multiplications that the independent implementation may take. */
    private static final long MULTIPLICATIONS = 40_000_000;

    private static final int MOST_INDEPENDENT = 4;
    /** Rows looked at for each that is computed independently, so that few rows are not outweighed by their check. */
    private static final int ROWS_FOR_AN_INDEPENDENT = 16;

    private final FittingDefinition definition;
    private final Weights weights;
    private final int length;
    private final TorchDevice device;
    private final @Nullable CanaryRows canary;
    private final boolean beside;
    private final long affordable;
    private final ExecutorService worker;
    private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
    private int told;

    // Of the worker alone.
    private final List<Canary> rows = new ArrayList<>();
    private final List<float[]> predictions = new ArrayList<>();
    private final List<Canary> independentRows = new ArrayList<>();
    private final List<float[]> independentPredictions = new ArrayList<>();
    private @Nullable ForwardPass forward;

    /**
     * What was computed again.
     *
     * @param rows those that were kept, in the order of the pass
     * @param predictions of each of them
     * @param independentRows some of them
     * @param independentPredictions of each of those, by the implementation in plain Java
     */
    record Found(
            List<Canary> rows, float[][] predictions, List<Canary> independentRows, float[][] independentPredictions) {}

    /**
     * Computes nothing yet.
     *
     * @param definition that is measured
     * @param weights to be read again
     * @param length vectors in a context
     * @param device it is measured on
     * @param canary keeps the rows of the pass; null where they are {@link #add added} otherwise
     */
    RowsAgain(
            FittingDefinition definition,
            Weights weights,
            int length,
            TorchDevice device,
            @Nullable CanaryRows canary) {
        this.definition = definition;
        this.weights = weights;
        this.length = length;
        this.device = device.withOtherThreads();
        this.canary = canary;
        long numbers = weights.names().stream()
                .mapToLong(name -> Arrays.stream(weights.shape(name)).reduce(1, (a, b) -> a * b))
                .sum();
        this.beside = numbers <= MOST_BESIDE;
        this.affordable = Math.max(1, MULTIPLICATIONS / Math.max(1, numbers * length));
        this.worker = Executors.newSingleThreadExecutor(work -> ForwardPass.thread(work, "self-check"));
    }

    /** Has computed again what the pass has kept of this batch. */
    @Override
    public void see(Scored batch) {
        addKept(beside);
    }

    private void addKept(boolean all) {
        if (canary != null) {
            List<Canary> kept = canary.rows();
            add(kept.subList(told, kept.size()), all);
        }
    }

    /** Has more rows computed again. */
    void add(List<Canary> more) {
        add(more, true);
    }

    /** @param all or by the independent implementation only, which holds a few tensors at a time */
    private void add(List<Canary> more, boolean all) {
        if (!more.isEmpty()) {
            told += more.size();
            work = work.thenRunAsync(
                    () -> {
                        take(more);
                        if (all) {
                            predict(LEAST_BATCH);
                        }
                    },
                    worker);
        }
    }

    /**
     * All that was computed again, once the pass has ended.
     *
     * @throws RuntimeException as it was thrown while computing
     */
    Found found() {
        addKept(true);
        work = work.thenRunAsync(() -> predict(1), worker);
        Futures.uninterrupted(work);
        return new Found(
                List.copyOf(rows),
                predictions.toArray(float[][]::new),
                List.copyOf(independentRows),
                independentPredictions.toArray(float[][]::new));
    }

    private void take(List<Canary> more) {
        for (Canary row : more) {
            rows.add(row);
            // What overflows in float32 need not in float64.
            if (independentRows.size() < independent(rows.size()) && SelfChecker.isFinite(row.prediction())) {
                // Tensors are read anew for each of these few: kept, they would be held in memory as long as the pass.
                IndependentForward.of(definition, new RecentTensors(weights)).ifPresent(plain -> {
                    independentRows.add(row);
                    independentPredictions.add(narrowed(plain.predict(row.context(), length)));
                });
            }
        }
    }

    /** How many of so many rows are computed by the independent implementation. */
    private long independent(int count) {
        return Math.min(affordable, Math.max(1, Math.min(MOST_INDEPENDENT, count / ROWS_FOR_AN_INDEPENDENT)));
    }

    /** Predicts backwards, in small batches, as long as there are so many rows. */
    private void predict(int least) {
        while (rows.size() - predictions.size() >= least) {
            int from = predictions.size();
            int count = Math.min(BATCH, rows.size() - from);
            List<float[]> contexts = rows.subList(from, from + count).stream()
                    .map(Canary::context)
                    .toList();
            predictions.addAll(backwards(forward(), contexts, length));
        }
    }

    /** Predictions of some contexts, in their order, which are given to the engine in one batch and in the other order. */
    static List<float[]> backwards(ForwardPass forward, List<float[]> contexts, int length) {
        int count = contexts.size();
        FloatBuffer given = FloatBuffer.allocate(count * contexts.get(0).length);
        for (int i = count - 1; i >= 0; i--) {
            given.put(contexts.get(i));
        }
        float[] predicted = forward.predict(given.flip(), count, length)[0];
        int dimension = predicted.length / count;
        List<float[]> found = new ArrayList<>();
        for (int i = count - 1; i >= 0; i--) {
            found.add(Arrays.copyOfRange(predicted, i * dimension, (i + 1) * dimension));
        }
        return found;
    }

    private ForwardPass forward() {
        if (forward == null) {
            forward = ForwardPass.ofFewRows(List.of(definition), weights, device);
        }
        return forward;
    }

    private static float[] narrowed(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    /** Waits for what is at work: it reads weights that the caller may close next. */
    @Override
    public void close() {
        try {
            work.join();
        } catch (CompletionException e) {
            // Thrown to whoever asked for what was found; whoever did not has failed before.
        }
        worker.shutdown();
        if (forward != null) {
            forward.close();
        }
    }
}
