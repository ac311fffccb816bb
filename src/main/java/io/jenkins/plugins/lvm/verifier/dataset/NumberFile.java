package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.StoredSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import io.jenkins.plugins.lvm.verifier.format.numpy.ScalarDecoder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A {@code .npy} with one number for each row, [rows] or [rows, 1]: a vector of one component, or, where the number is that of a class of
 * several, the vector that is 1 at the class and 0 elsewhere.
 */
public final class NumberFile implements VectorRows {
    private static final long MOST = 20_000_000;

    private final FileSource file;
    private final ByteSource source;
    private final NumpyType type;
    private final int start;
    private final int rows;
    private final int classes;
    private final ByteBuffer raw;

    private NumberFile(FileSource file, ByteSource source, NpyHeader header, int classes) {
        this.file = file;
        this.source = source;
        this.type = header.type().orElseThrow();
        this.start = header.length();
        this.rows = header.shape().get(0).intValue();
        this.classes = classes;
        this.raw = ByteBuffer.allocate(type.itemSize());
    }

    /** Whether a file holds one number for each row. */
    public static boolean isOne(Path path) {
        FileSource file = FileSource.openRegular(path, "the .npy file");
        try {
            return fits(NpyHeader.read(new StoredSource(path.toString(), file.channel(), 0, file.size())));
        } finally {
            file.close();
        }
    }

    /**
     * Opens a file.
     *
     * @param classes how many components its vectors have; 1 for the number itself
     * @throws VerifierException if there is no such file, or it holds something else
     */
    public static NumberFile open(Path path, int classes) {
        FileSource file = FileSource.openRegular(path, "the .npy file");
        try {
            ByteSource source = new StoredSource(path.toString(), file.channel(), 0, file.size());
            NpyHeader header = NpyHeader.read(source);
            if (!fits(header)) {
                throw file.refused(
                        "holds " + header.describe() + ", not one number for each row.",
                        "Write an array of shape (rows,) with numpy.save.");
            }
            return new NumberFile(file, source, header, classes);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static boolean fits(NpyHeader header) {
        List<Long> shape = header.shape();
        return header.type().map(NumpyType::isNumber).orElse(false)
                && (shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1))
                && header.elements() > 0
                && header.elements() <= MOST;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int dimension() {
        return classes;
    }

    /**
     * Reads a row.
     *
     * @throws VerifierException if its number is not one of the classes
     */
    @Override
    public void read(int position, float[] target, int at) {
        source.read(start + (long) position * raw.capacity(), raw.clear());
        double number = number();
        if (classes == 1) {
            target[at] = (float) number;
            return;
        }
        if (!(number >= 0 && number < classes && number == Math.rint(number))) {
            throw file.refused(
                    "has " + number + " in row " + position + ", which is not one of the classes 0 to " + (classes - 1)
                            + " that the predictions have components for.",
                    "Write the classes' numbers, counted from 0.");
        }
        Arrays.fill(target, at, at + classes, 0);
        target[at + (int) number] = 1;
    }

    private double number() {
        Object value = ScalarDecoder.decode(type, raw.array(), 0);
        return value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).doubleValue();
    }

    @Override
    public void close() {
        file.close();
    }
}
