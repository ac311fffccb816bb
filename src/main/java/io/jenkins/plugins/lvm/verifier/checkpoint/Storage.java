package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.pickle.Described;
import java.nio.ByteOrder;

/**
 * A flat run of elements that any number of tensors look into.
 *
 * @param key its name in the file
 * @param elements number of elements that it is said to have
 * @param subject file to name in error messages
 */
record Storage(String key, Dtype dtype, long elements, ByteOrder order, StorageBytes bytes, FileErrors subject)
        implements Described {

    /** The same bytes with another element type. */
    Storage as(final Dtype other) {
        return new Storage(key, other, elements * dtype.bytes() / other.bytes(), order, bytes, subject);
    }

    @Override
    public String kind() {
        return "a storage of " + dtype;
    }
}
