package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.Futures;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way. Threads of its own, one for contexts and one for targets, read the first batches as soon as it exists, and the
 * others while the consumer works on those before; a third one looks at what was read before the consumer does.
 */
final class BatchStream implements AutoCloseable {
    /** One for contexts, one for targets, one for digests. */
    private static final int READERS = 3;

    /** One in the consumer's hands, the one before, which it may still look at, and two that are read meanwhile. */
    private static final int BATCHES = 4;

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final SequenceReader reader;
    private final ExecutorService readers;
    private final Consumer<SequenceBatch> first;
    private final Deque<Coming> coming = new ArrayDeque<>();
    private CompletableFuture<@Nullable SequenceBatch> last = CompletableFuture.completedFuture(null);

    /** A batch that is being read, with its memory; the batch is null after the last one. */
    private record Coming(SequenceReader.Space space, Future<@Nullable SequenceBatch> batch) {}

    /**
     * @param open makes the reader, which is closed with the stream, from what tells that a long read shall end
     * @param first sees each batch before it is handed out, beside the reading of the next ones
     */
    BatchStream(Function<BooleanSupplier, SequenceReader> open, Consumer<SequenceBatch> first) {
        this.first = first;
        reader = open.apply(cancelled::get);
        readers = Executors.newFixedThreadPool(READERS, task -> {
            final Thread thread = new Thread(task, "lvm-verify-read-ahead");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (int i = 0; i < Math.min(BATCHES, reader.batches()); i++) {
                read(reader.allocate());
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** One read begins when the one before is done: the reader is for one at a time. */
    private void read(final SequenceReader.Space space) {
        last = last.thenApplyAsync(
                before -> reader.hasNext() && !cancelled.get() ? reader.next(space, readers) : null, readers);
        coming.add(new Coming(space, last.thenApplyAsync(this::seen, readers)));
    }

    private @Nullable SequenceBatch seen(@Nullable SequenceBatch batch) {
        if (batch != null && !cancelled.get()) {
            first.accept(batch);
        }
        return batch;
    }

    /** Hands out all batches in order, until the consumer has enough. */
    void forEach(final BatchConsumer consumer) {
        SequenceReader.Space before = null;
        while (!coming.isEmpty()) {
            final Coming next = coming.remove();
            final SequenceBatch batch = Futures.result(next.batch());
            if (batch == null || !consumer.accept(batch)) {
                return;
            }
            if (before != null) {
                read(before);
            }
            before = next.space();
        }
    }

    /** Waits for the reads in progress, which end soon. They are not interrupted, for that would close the file. */
    @Override
    public void close() {
        cancelled.set(true);
        readers.shutdown();
        boolean interrupted = false;
        while (!readers.isTerminated()) {
            try {
                readers.awaitTermination(1, TimeUnit.MINUTES);
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        reader.close();
    }
}
