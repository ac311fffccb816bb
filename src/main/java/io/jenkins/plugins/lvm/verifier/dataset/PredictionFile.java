package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.StoredSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** A {@code .npy} of predictions [rows, dimension], read row by row. Not safe for use by several threads at once. */
public final class PredictionFile implements VectorRows {
    private static final long MOST = 20_000_000;

    private final FileSource file;
    private final ByteSource source;
    private final FloatDecoder decoder;
    private final int start;
    private final int dimension;
    private final int rows;
    private final ByteBuffer raw;
    private final ByteBuffer row;

    private PredictionFile(final FileSource file, final ByteSource source, final NpyHeader header) {
        this.file = file;
        this.source = source;
        this.decoder = new FloatDecoder(header.type().orElseThrow());
        this.start = header.length();
        this.dimension = header.shape().get(1).intValue();
        this.rows = header.shape().get(0).intValue();
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
    public static PredictionFile open(Path path, int rows, int dimension) {
        return open(
                path,
                header -> header.shape().equals(List.of((long) rows, (long) dimension)),
                "predictions of shape (" + rows + ", " + dimension + ")",
                "Write one float row for each validation row, in evaluation order, with numpy.save.");
    }

    /**
     * Opens a file of any shape [rows, dimension].
     *
     * @throws VerifierException if there is no such file, or it holds something else
     */
    public static PredictionFile open(Path path) {
        return open(
                path,
                header -> header.shape().size() == 2
                        && header.elements() > 0
                        && header.shape().stream().allMatch(size -> size <= MOST),
                "vectors of shape (rows, dimension)",
                "Write one float row for each vector with numpy.save.");
    }

    private static PredictionFile open(Path path, Predicate<NpyHeader> fits, String wanted, String hint) {
        FileSource file = FileSource.openRegular(path, "the .npy file");
        try {
            ByteSource source = new StoredSource(path.toString(), file.channel(), 0, file.size());
            NpyHeader header = NpyHeader.read(source);
            boolean floats = header.type().map(NumpyType::isFloat).orElse(false);
            if (!floats || header.fortranOrder() || !fits.test(header)) {
                throw file.refused(
                        "holds " + header.describe() + (header.fortranOrder() ? " in Fortran order" : "") + ", not "
                                + wanted + ".",
                        hint);
            }
            return new PredictionFile(file, source, header);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public void read(final int position, final float[] target, final int at) {
        source.read(start + (long) position * raw.capacity(), raw.clear());
        decoder.decode(raw.flip(), row.clear());
        row.flip().asFloatBuffer().get(target, at, dimension);
    }

    @Override
    public void close() {
        file.close();
    }
}
