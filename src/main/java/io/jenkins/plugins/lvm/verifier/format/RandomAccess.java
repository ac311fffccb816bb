package io.jenkins.plugins.lvm.verifier.format;

import java.io.IOException;

/** A file that is read by position. */
public interface RandomAccess extends FileErrors {

    /** Bytes that it had when it was opened. */
    long size();

    /**
     * Reads bytes from {@code position} on; the array is shorter than {@code length} where the file ends.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if the file changed since it was opened, and that is noticed
     */
    byte[] read(long position, int length) throws IOException;
}
