package io.jenkins.plugins.lvm.verifier.score;

import io.jenkins.plugins.lvm.verifier.score.RangeScorer.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares predictions with targets row by row, in double, with ND4J: a second library judges what the first one produced. The
 * cosine is the trainer's: each vector is divided by its norm plus 1e-8, so that a zero vector gives 0 and not NaN.
 *
 * <p>Several threads take parts of a batch, and give the digits of one: each row is computed by itself, and rows of a group whose unit
 * vectors are added up are never taken apart. For one caller at a time, always on the same thread.
 */
public final class RowScorer implements AutoCloseable {
    /** What the trainers add to a norm before they divide by it. */
    public static final double EPSILON = 1e-8;
    /** Fewer rows are not worth another thread. A single row would be computed by another of ND4J's loops. */
    private static final int FEWEST_ROWS = 16;

    private final List<RangeScorer> scorers = new ArrayList<>();
    /** Of all scorers but the first, which runs on the caller's. */
    private final List<ExecutorService> threads = new ArrayList<>();

    /**
     * On the caller's thread alone.
     *
     * @param dimension components of a prediction and of a target
     */
    public RowScorer(int dimension) {
        this(dimension, 1);
    }

    /**
     * On several threads, one of which is the caller's.
     *
     * @param dimension components of a prediction and of a target
     */
    public RowScorer(int dimension, int threads) {
        scorers.add(new RangeScorer(dimension));
        for (int i = 1; i < threads; i++) {
            scorers.add(new RangeScorer(dimension));
            this.threads.add(Executors.newSingleThreadExecutor(task -> {
                Thread created = new Thread(task, "lvm-verify-rows");
                created.setDaemon(true);
                return created;
            }));
        }
    }

    /** Loads the native library, which takes seconds: call it beside other work. */
    public static void start() {
        // Its own threads share out each operation, and cost more than they gain where a matrix is a batch.
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        try (INDArray one = Nd4j.scalar(DataType.DOUBLE, 1.0)) {
            one.getDouble(0);
        }
    }

    /** The version of ND4J in use. */
    public static String libraryVersion() {
        final String version = Nd4j.class.getPackage().getImplementationVersion();
        return version == null ? "1.0.0-M2.1" : version;
    }

    /**
     * Scores one batch.
     *
     * @param predictions row-major [rows, dimension]; what follows is not read
     * @param targets row-major [rows, dimension], finite; what follows is not read
     * @param chance where unit vectors are added up for the chance level; null where nobody asks for it
     * @param groups article run of each row; read only with {@code chance}
     */
    public RowScores score(
            float[] predictions, float[] targets, int rows, @Nullable ChanceLevel chance, long @Nullable [] groups) {
        long[] runs = chance == null
                ? null
                : Objects.requireNonNull(groups, "the chance level needs the article run of each row");
        int[] bounds = bounds(rows, runs);
        List<CompletableFuture<Scored>> others = new ArrayList<>();
        for (int i = 1; i < bounds.length - 1; i++) {
            RangeScorer scorer = scorers.get(i);
            int from = bounds[i];
            int to = bounds[i + 1];
            others.add(CompletableFuture.supplyAsync(
                    () -> scorer.score(predictions, targets, from, to, runs), threads.get(i - 1)));
        }
        List<Scored> parts = new ArrayList<>();
        try {
            parts.add(scorers.get(0).score(predictions, targets, 0, bounds[1], runs));
        } finally {
            // They read the arrays, which the caller may fill anew.
            others.forEach(other -> parts.add(result(other)));
        }
        if (chance != null) {
            parts.forEach(part -> part.runs().forEach(run -> run.addTo(chance)));
        }
        return parts.size() == 1
                ? parts.get(0).scores()
                : RowScores.joined(parts.stream().map(Scored::scores).toList(), rows);
    }

    /** As {@code contract.Futures} has it for all others: this room stands on nothing of the verifier, so that it judges independently. */
    private static Scored result(CompletableFuture<Scored> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    /** Ends of the parts, from 0 to all rows: about equal, and none within rows of one group. */
    private int[] bounds(int rows, long @Nullable [] groups) {
        int most = Math.max(1, Math.min(scorers.size(), rows / FEWEST_ROWS));
        List<Integer> bounds = new ArrayList<>(List.of(0));
        for (int i = 1; i < most; i++) {
            int bound = (int) ((long) rows * i / most);
            while (groups != null && bound < rows && groups[bound] == groups[bound - 1]) {
                bound++;
            }
            if (bound - bounds.get(bounds.size() - 1) > 1 && rows - bound > 1) {
                bounds.add(bound);
            }
        }
        bounds.add(rows);
        return bounds.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void close() {
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).execute(scorers.get(i + 1)::close);
            threads.get(i).shutdown();
        }
        scorers.get(0).close();
    }
}
