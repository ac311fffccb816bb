package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Futures;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Scores one batch while the next one is predicted, on threads of its own, to which the scorer's memory belongs. */
final class ScoringThread implements AutoCloseable {
    private final RowScorer scorer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "lvm-verify-scoring");
        created.setDaemon(true);
        return created;
    });
    private Future<?> current = CompletableFuture.completedFuture(null);

    /**
     * @param dimension components of a prediction and of a target
     * @param threads share out the rows of a batch
     */
    ScoringThread(int dimension, int threads) {
        scorer = new RowScorer(dimension, threads);
    }

    /** Waits for the work before, whose failure is thrown, and begins this one. */
    void begin(Consumer<RowScorer> work) {
        finish();
        current = thread.submit(() -> work.accept(scorer));
    }

    /** Waits for the work that was begun; its failure is thrown. */
    void finish() {
        Futures.result(current);
    }

    /** Whoever leaves early waits for the batch in work, which is soon done. */
    @Override
    public void close() {
        thread.execute(scorer::close);
        thread.shutdown();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
