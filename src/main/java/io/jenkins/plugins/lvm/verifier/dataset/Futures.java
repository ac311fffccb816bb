package io.jenkins.plugins.lvm.verifier.dataset;

import java.util.concurrent.CancellationException;
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
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            final CancellationException cancelled =
                    new CancellationException("interrupted while another thread was at work");
            cancelled.initCause(e);
            throw cancelled;
        }
    }
}
