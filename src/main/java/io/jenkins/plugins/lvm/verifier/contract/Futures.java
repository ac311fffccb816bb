package io.jenkins.plugins.lvm.verifier.contract;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Waits for what other threads work on. */
public final class Futures {
    private Futures() {}

    /**
     * The result; what the other thread failed with is thrown as it is.
     *
     * @throws CancellationException if this thread is interrupted
     */
    public static <T extends @Nullable Object> T result(final Future<T> future) {
        try {
            return future.get();
        } catch (final ExecutionException e) {
            throw asItIs(e.getCause(), new IllegalStateException(e.getCause()));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            final CancellationException cancelled =
                    new CancellationException("interrupted while another thread was at work");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    /** The same, but no interruption ends the wait: for work on memory or files that the caller closes next. */
    public static <T extends @Nullable Object> T uninterrupted(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw asItIs(e.getCause(), e);
        }
    }

    private static RuntimeException asItIs(@Nullable Throwable failure, RuntimeException otherwise) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known ? known : otherwise;
    }
}
