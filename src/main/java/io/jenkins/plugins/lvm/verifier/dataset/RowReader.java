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

    /**
     * Reads on to the end of the array where only that tells whether it is whole.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if it is damaged
     */
    default void finish() {}

    @Override
    void close();
}
