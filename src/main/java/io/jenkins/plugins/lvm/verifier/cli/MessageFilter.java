package io.jenkins.plugins.lvm.verifier.cli;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the launcher put between this process's errors and the terminal: it leaves out what native libraries print on their own. It is a child of
 * this process, which the launcher became.
 */
final class MessageFilter {
    private static final int PATIENCE_SECONDS = 2;

    private MessageFilter() {}

    /** Says no more, and waits until all that was said has been passed on. Without a filter nothing happens. */
    static void finish() {
        Long filter = Long.getLong("lvm.messageFilter");
        if (filter == null) {
            return;
        }
        System.err.close();
        ProcessHandle.of(filter).ifPresent(process -> {
            try {
                process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // It passes on what it can; nobody has to wait longer for that.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
