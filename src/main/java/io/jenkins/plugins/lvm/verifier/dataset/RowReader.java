package io.jenkins.plugins.lvm.verifier.dataset;

import java.nio.ByteBuffer;

/** Reads the rows of a set from an array, from the first to the last, as float32 of the machine's byte order. */
interface RowReader extends AutoCloseable {

    /**
     * Appends the next rows to a buffer.
     *
     * @param count how many, at most as many as are left
     */
    void next(int count, ByteBuffer target);

    @Override
    void close();
}
