package io.jenkins.plugins.lvm.verifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends this process when a file has not been touched for a while, or is gone, so that no verifier outlives the build that wants its
 * report. It watches for change, not for age: the clocks of the machine that touches and of this one need not agree. In return it
 * touches a file of its own, for a controller that did not start this process itself.
 */
final class HeartbeatWatch implements Runnable {
    /** Exit code of a verifier that was left alone; "temporary failure" in BSD's sysexits. */
    static final int ABANDONED = 75;

    private static final long INTERVAL_MILLIS = 1000;
    private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path heartbeat;
    private final Path alive;
    private final long timeoutNanos;

    private HeartbeatWatch(Path heartbeat, Path alive, int timeoutSeconds) {
        this.heartbeat = heartbeat;
        this.alive = alive;
        this.timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    /**
     * Watches from now on, in the background.
     *
     * @param heartbeat touched by whoever waits for the report
     * @param alive gets touched while this process lives
     */
    static void start(Path heartbeat, Path alive, int timeoutSeconds) {
        Thread thread = new Thread(new HeartbeatWatch(heartbeat, alive, timeoutSeconds), "heartbeat");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        FileTime touched = lastTouched();
        long changed = System.nanoTime();
        try {
            while (true) {
                sayAlive();
                Thread.sleep(INTERVAL_MILLIS);
                FileTime now = lastTouched();
                long silence = System.nanoTime() - changed;
                if (now != null && !now.equals(touched)) {
                    touched = now;
                    changed = System.nanoTime();
                } else if (silence > (now == null ? Math.min(GONE_NANOS, timeoutNanos) : timeoutNanos)) {
                    System.out.printf(
                            Locale.ROOT,
                            "Nobody has asked for this verification for %d s; it ends here.%n",
                            TimeUnit.NANOSECONDS.toSeconds(silence));
                    // Not exit(): native threads of a busy forward pass would be waited for.
                    Runtime.getRuntime().halt(ABANDONED);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Only a full disk or a folder that is gone can hinder this, and neither is a reason to end. */
    private void sayAlive() {
        try {
            Files.writeString(alive, Long.toString(System.nanoTime()));
        } catch (IOException e) {
            return;
        }
    }

    /** Null if the file is gone, as when the build has removed its folder. */
    private @Nullable FileTime lastTouched() {
        try {
            return Files.getLastModifiedTime(heartbeat);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
