package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.StoredSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A {@code .npy} of predictions [rows, dimension], read row by row. Not safe for use by several threads at once. */
public final class PredictionFile implements AutoCloseable {
    private final FileChannel channel;
    private final ByteSource source;
    private final FloatDecoder decoder;
    private final int start;
    private final int dimension;
    private final ByteBuffer raw;
    private final ByteBuffer row;

    private PredictionFile(final FileChannel channel, final ByteSource source, final NpyHeader header) {
        this.channel = channel;
        this.source = source;
        this.decoder = new FloatDecoder(header.type().orElseThrow());
        this.start = header.length();
        this.dimension = header.shape().get(1).intValue();
        this.raw = ByteBuffer.allocate(dimension * decoder.itemSize());
        this.row = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    /**
     * Opens a file.
     *
     * @param rows how many predictions there have to be
     * @param dimension components that each must have
     * @throws VerifierException if there is no such file, or it holds something else
     */
    public static PredictionFile open(final Path path, final int rows, final int dimension) {
        final FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (final NoSuchFileException e) {
            throw new VerifierException(Reason.NOT_FOUND, "There is no file " + path, "Check the path.", e);
        } catch (final IOException e) {
            throw new VerifierException(Reason.UNREADABLE, path + " cannot be read: " + e.getMessage(), null, e);
        }
        boolean opened = false;
        try {
            final ByteSource source = new StoredSource(path.getFileName().toString(), channel, 0, channel.size());
            final NpyHeader header = NpyHeader.read(source);
            final boolean floats = header.type().map(NumpyType::isFloat).orElse(false);
            if (!floats || header.fortranOrder() || !header.shape().equals(List.of((long) rows, (long) dimension))) {
                throw VerifierException.unreadable(
                        path + " holds " + header.describe() + (header.fortranOrder() ? " in Fortran order" : "")
                                + ", not predictions of shape (" + rows + ", " + dimension + ")",
                        "Write one float row for each validation row, in evaluation order, with numpy.save.");
            }
            opened = true;
            return new PredictionFile(channel, source, header);
        } catch (final IOException e) {
            throw new VerifierException(Reason.UNREADABLE, path + " cannot be read: " + e.getMessage(), null, e);
        } finally {
            if (!opened) {
                closeQuietly(channel);
            }
        }
    }

    /** Reads the prediction for a row into an array, from an index on. */
    public void read(final int position, final float[] target, final int at) {
        source.read(start + (long) position * raw.capacity(), raw.clear());
        decoder.decode(raw.flip(), row.clear());
        row.flip().asFloatBuffer().get(target, at, dimension);
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(final FileChannel channel) {
        try {
            channel.close();
        } catch (final IOException e) {
            // It was open for reading only: nothing is lost.
            assert !channel.isOpen();
        }
    }
}
