package io.jenkins.plugins.lvm.verifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * Ends this process when a file has not been touched for a while, so that no verifier outlives the build that wants its report.
 * It watches for change, not for age: the clocks of the machine that touches and of this one need not agree.
 */
final class HeartbeatWatch implements Runnable {
    /** Exit code of a verifier that was left alone; "temporary failure" in BSD's sysexits. */
    static final int ABANDONED = 75;

    private static final long INTERVAL_MILLIS = 1000;

    private final Path file;
    private final long timeoutNanos;

    private HeartbeatWatch(final Path file, final int timeoutSeconds) {
        this.file = file;
        this.timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    static void start(final Path file, final int timeoutSeconds) {
        final Thread thread = new Thread(new HeartbeatWatch(file, timeoutSeconds), "heartbeat");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        FileTime touched = lastTouched();
        long changed = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                final FileTime now = lastTouched();
                if (!now.equals(touched)) {
                    touched = now;
                    changed = System.nanoTime();
                } else if (System.nanoTime() - changed > timeoutNanos) {
                    System.out.printf(
                            "Nobody has asked for this verification for %d s; it ends here.%n",
                            TimeUnit.NANOSECONDS.toSeconds(timeoutNanos));
                    // Not exit(): native threads of a busy forward pass would be waited for.
                    Runtime.getRuntime().halt(ABANDONED);
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FileTime lastTouched() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (final IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
