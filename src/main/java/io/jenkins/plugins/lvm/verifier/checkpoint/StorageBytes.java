package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of one storage, wherever they lie. */
interface StorageBytes {
    /** The bytes from {@code offset} on; the caller closes the stream. */
    InputStream openAt(long offset) throws IOException;
}
