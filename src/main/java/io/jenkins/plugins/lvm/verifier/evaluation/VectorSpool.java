package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Unit vectors in a temporary file, which the system keeps in memory as far as there is any. They are written in order. */
final class VectorSpool implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 20;

    private final FileChannel file;
    private final int dimension;
    private ByteBuffer piece;
    private int rows;

    /** @param dimension components of a vector */
    VectorSpool(int dimension) {
        this.dimension = dimension;
        piece = ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.nativeOrder());
        try {
            Path path = Files.createTempFile("lvm-verify-vectors", ".f32");
            file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static VerifierException failed(IOException cause) {
        return new VerifierException(
                VerifierException.Reason.UNREADABLE,
                "Vectors cannot be kept in " + System.getProperty("java.io.tmpdir") + ": " + cause.getMessage() + ".",
                "Make room there, or name another folder with -Djava.io.tmpdir.",
                cause);
    }

    int rows() {
        return rows;
    }

    /**
     * Appends vectors, each divided by its norm; one that has none, or is not finite, becomes zero.
     *
     * @param values row-major [count, dimension]
     */
    void add(float[] values, int from, int count) {
        reserve(count);
        piece.clear();
        for (int row = 0; row < count; row++) {
            int at = from + row * dimension;
            double squares = 0;
            for (int i = 0; i < dimension; i++) {
                squares += (double) values[at + i] * values[at + i];
            }
            double norm = Math.sqrt(squares);
            boolean usable = norm > 0 && Double.isFinite(norm);
            for (int i = 0; i < dimension; i++) {
                piece.putFloat(usable ? (float) (values[at + i] / norm) : 0);
            }
        }
        piece.flip();
        try {
            long at = (long) rows * dimension * Float.BYTES;
            while (piece.hasRemaining()) {
                at += file.write(piece, at);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        rows += count;
    }

    /** Reads vectors into an array, from its beginning. */
    void read(int from, int count, float[] values) {
        reserve(count);
        piece.clear().limit(count * dimension * Float.BYTES);
        try {
            long at = (long) from * dimension * Float.BYTES;
            while (piece.hasRemaining()) {
                int read = file.read(piece, at);
                if (read < 0) {
                    throw new IllegalStateException("there are " + rows + " vectors, and one beyond was asked for");
                }
                at += read;
            }
        } catch (IOException e) {
            throw failed(e);
        }
        piece.flip().asFloatBuffer().get(values, 0, count * dimension);
    }

    private void reserve(int count) {
        int bytes = Math.multiplyExact(count * dimension, Float.BYTES);
        if (piece.capacity() < bytes) {
            piece = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
