package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The uncompressed bytes of one entry. Not safe for use by several threads at once. */
public interface ByteSource extends AutoCloseable {

    /** What is read, for messages: file and key. */
    String name();

    /** Bytes of the whole entry. */
    long size();

    /**
     * Fills the rest of a buffer with the bytes from a position on. A source that inflates moves forward only.
     *
     * @throws VerifierException if the entry is damaged or ends before the buffer is full
     * @throws IllegalArgumentException if a source that moves forward only is asked to go back
     */
    void read(long position, ByteBuffer target);

    /**
     * Reads on to the end where only that tells whether the entry is whole.
     *
     * @throws VerifierException if it is damaged
     */
    default void finish() {}

    @Override
    void close();

    /** The failure of an entry that the operating system does not give. */
    default VerifierException unreadable(final IOException cause) {
        return new VerifierException(
                VerifierException.Reason.UNREADABLE,
                name() + " cannot be read: " + cause.getMessage() + ".",
                null,
                cause);
    }

    /** The failure of an entry that is shorter than it should be. */
    default VerifierException truncated() {
        return VerifierException.unreadable(
                name() + " is truncated: it ends within its " + size() + " bytes.", "Copy or write the file again.");
    }
}
