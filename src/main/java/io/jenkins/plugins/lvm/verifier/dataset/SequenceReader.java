package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.Futures;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads contexts and targets of the same rows in step, and refuses vectors that no cosine can be taken of. */
final class SequenceReader implements AutoCloseable {
    private static final int FLOAT_INFINITY = 0x7f800000;

    private final RowSet rows;
    private final int batchSize;
    private final Part contexts;
    private final Part targets;
    private final @Nullable CachedRows source;
    private final @Nullable RowCacheWriter keeper;
    private int done;

    /**
     * One of the two arrays.
     *
     * @param name its key with the file's name, for messages
     * @param vectors vectors in one row
     * @param dimension components of one vector
     * @param mayBeZero whether a vector may be zero throughout, because no cosine is taken of it
     */
    record Part(String name, RowReader reader, int vectors, int dimension, boolean mayBeZero) {
        private int rowBytes() {
            return vectors * dimension * Float.BYTES;
        }

        private ByteBuffer allocate(final int rows) {
            return ByteBuffer.allocateDirect(rows * rowBytes()).order(ByteOrder.nativeOrder());
        }
    }

    /** Memory for one batch. */
    record Space(ByteBuffer contexts, ByteBuffer targets) {}

    /**
     * @param contexts closed with this reader, as everything else is
     * @param source file of the cache that both parts read from; null where they read the data
     * @param keeper gets all that is read; null where it is not kept
     */
    SequenceReader(
            final RowSet rows,
            final int batchSize,
            final Part contexts,
            final Part targets,
            final @Nullable CachedRows source,
            final @Nullable RowCacheWriter keeper) {
        this.rows = rows;
        this.batchSize = Math.min(batchSize, rows.size());
        this.contexts = contexts;
        this.targets = targets;
        this.source = source;
        this.keeper = keeper;
    }

    Space allocate() {
        return new Space(contexts.allocate(batchSize), targets.allocate(batchSize));
    }

    /** How many batches there are. */
    int batches() {
        return (rows.size() + batchSize - 1) / batchSize;
    }

    boolean hasNext() {
        return done < rows.size();
    }

    /**
     * Reads the next batch.
     *
     * @param beside where targets are read while contexts are: inflating either takes a processor
     */
    SequenceBatch next(final Space space, final ExecutorService beside) {
        final int from = done;
        final int size = Math.min(batchSize, rows.size() - from);
        final Future<?> reading = beside.submit(() -> fill(targets, space.targets(), from, size));
        fill(contexts, space.contexts(), from, size);
        Futures.result(reading);
        done += size;
        if (keeper != null) {
            keep(keeper, size, space);
        }
        return new SequenceBatch(rows, from, size, view(space.contexts()), view(space.targets()));
    }

    /** What is kept is believed for long, so its checksum is looked at, which reading does not always reach. */
    private void keep(RowCacheWriter writer, int size, Space space) {
        writer.add(size, space.contexts(), space.targets());
        if (hasNext()) {
            return;
        }
        try {
            contexts.reader().finish();
            targets.reader().finish();
        } catch (final VerifierException e) {
            writer.close();
            return;
        }
        writer.finish();
    }

    private void fill(final Part part, final ByteBuffer buffer, final int from, final int size) {
        part.reader().next(size, buffer.clear());
        buffer.flip();
        // Taken out vector by vector: numbers of an array are looked at several times as fast as those of a buffer.
        IntBuffer numbers = buffer.asIntBuffer();
        int[] bits = new int[part.dimension()];
        for (int vector = 0; vector < size * part.vectors(); vector++) {
            numbers.get(bits);
            final int magnitude = greatestMagnitude(bits);
            if ((magnitude == 0 && !part.mayBeZero()) || magnitude >= FLOAT_INFINITY) {
                throw unusable(part, rows.row(from + vector / part.vectors()), vector % part.vectors(), magnitude);
            }
        }
    }

    /** The bits of the greatest absolute value; those of infinity or above if one is not finite. */
    private static int greatestMagnitude(int[] bits) {
        int greatest = 0;
        for (int one : bits) {
            greatest = Math.max(greatest, one & Integer.MAX_VALUE);
        }
        return greatest;
    }

    private static VerifierException unusable(
            final Part part, final int row, final int vector, final int greatestMagnitude) {
        final String what =
                switch (Integer.compare(greatestMagnitude, FLOAT_INFINITY)) {
                    case 1 -> "holds NaN";
                    case 0 -> "holds infinity";
                    default -> "is a zero vector";
                };
        final String where = part.vectors() > 1 ? ", vector " + vector + "," : "";
        return VerifierException.unreadable(
                part.name() + " row " + row + where + " " + what + ".", "Remove or mend the row, or name other data.");
    }

    private static ByteBuffer view(final ByteBuffer buffer) {
        return buffer.duplicate().order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        contexts.reader().close();
        targets.reader().close();
        if (source != null) {
            source.close();
        }
        if (keeper != null) {
            keeper.close();
        }
    }
}
