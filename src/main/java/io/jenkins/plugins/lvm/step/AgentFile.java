package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads a file that an agent holds, where anyone may have put anything in its place. Pipes and devices have no size, so they are not
 * opened; a file that becomes one at the last moment is given up after a while.
 */
final class AgentFile {
    /** Patience with a file: longer than a slow connection takes for the largest one, shorter than a build's. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Source source;

    AgentFile(FilePath file) {
        this(new Source() {
            @Override
            public String name() {
                return file.getName();
            }

            @Override
            public long size() throws IOException, InterruptedException {
                return file.exists() && !file.isDirectory() ? file.length() : 0;
            }

            @Override
            public InputStream open() throws IOException, InterruptedException {
                return file.read();
            }
        });
    }

    AgentFile(Source source) {
        this.source = source;
    }

    /** Where the bytes come from. */
    interface Source {
        String name();

        /** Size in bytes; 0 where there is no file. */
        long size() throws IOException, InterruptedException;

        InputStream open() throws IOException, InterruptedException;
    }

    /** Whether there is a file with something in it. */
    boolean exists() throws IOException, InterruptedException {
        return size() > 0;
    }

    long size() throws IOException, InterruptedException {
        return source.size();
    }

    /** Reads bytes from the beginning on, as {@link #read(long, int, Duration)} does. */
    byte[] read(int most) throws IOException, InterruptedException {
        return read(0, most, PATIENCE);
    }

    /**
     * Reads bytes from a place on.
     *
     * @param from first byte
     * @param most bytes that are read at most
     * @return what there is; nothing of what is not a file
     * @throws IOException if it cannot be read, or does not come to an end in time
     */
    byte[] read(long from, int most, Duration patience) throws IOException, InterruptedException {
        if (!exists()) {
            return new byte[0];
        }
        CompletableFuture<byte[]> bytes = new CompletableFuture<>();
        // A thread of its own: a pipe without a writer holds whoever opens it, and cannot be interrupted.
        Thread reader = new Thread(
                () -> {
                    try (InputStream in = source.open()) {
                        in.skipNBytes(from);
                        bytes.complete(in.readNBytes(most));
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        bytes.completeExceptionally(e);
                    }
                },
                "LVM verification, reading " + source.name());
        reader.setDaemon(true);
        reader.start();
        try {
            return bytes.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    source.name() + " could not be read within " + patience.toMillis() / 1000.0 + " seconds", e);
        } catch (ExecutionException e) {
            // As it is: by its kind the loss of an agent is known.
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } finally {
            reader.interrupt();
        }
    }
}
