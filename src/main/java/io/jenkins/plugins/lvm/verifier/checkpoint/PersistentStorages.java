package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;
import io.jenkins.plugins.lvm.verifier.format.pickle.Tuple;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Resolves the persistent ids of PyTorch's pickles: {@code ('storage', type, key, location, elements)}. */
final class PersistentStorages {
    private final FileErrors subject;
    private final Locator locator;
    private final ByteOrder order;
    private final Map<String, Storage> known = new HashMap<>();

    /** Finds a storage in the file. */
    @FunctionalInterface
    interface Locator {
        /** @param bytes that it must have */
        StorageBytes locate(String key, long bytes);
    }

    PersistentStorages(final FileErrors subject, final Locator locator, final ByteOrder order) {
        this.subject = subject;
        this.locator = locator;
        this.order = order;
    }

    /** The storage of that key, if a pickle referred to it; else null. */
    Storage known(final String key) {
        return known.get(key);
    }

    Storage load(final Object id) {
        if (!(id instanceof Tuple tuple) || tuple.size() < 5 || !"storage".equals(tuple.get(0))) {
            throw subject.refused("refers to something outside of its pickle that is not a storage.");
        }
        final Dtype dtype = AllowedGlobals.storageType(tuple.get(1))
                .orElseThrow(() -> subject.refused(
                        "holds a storage of the unsupported type " + PickledValues.kind(tuple.get(1)) + "."));
        if (!(tuple.get(2) instanceof String key) || !(tuple.get(4) instanceof Long elements)) {
            throw subject.refused("is damaged: a storage has no key or no size.");
        }
        if (tuple.size() > 5 && tuple.get(5) != null) {
            throw subject.refused(
                    "holds a view of a storage as PyTorch wrote it before 0.4, which is not supported.",
                    "Load it in PyTorch and save it again.");
        }
        final Storage storage = known.computeIfAbsent(key, absent -> open(absent, dtype, elements));
        if (storage.dtype() != dtype || storage.elements() != elements) {
            throw subject.refused("is damaged: storage " + FileErrors.printable(key) + " is said to be "
                    + storage.elements() + " " + storage.dtype() + " and " + elements + " " + dtype + ".");
        }
        return storage;
    }

    private Storage open(final String key, final Dtype dtype, final long elements) {
        if (elements < 0 || elements > Long.MAX_VALUE / dtype.bytes()) {
            throw subject.refused(
                    "is damaged: storage " + FileErrors.printable(key) + " is said to have " + elements + " elements.");
        }
        return new Storage(key, dtype, elements, order, locator.locate(key, elements * dtype.bytes()), subject);
    }
}
