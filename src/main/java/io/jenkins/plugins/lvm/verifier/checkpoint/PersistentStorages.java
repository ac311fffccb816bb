package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;
import io.jenkins.plugins.lvm.verifier.format.pickle.Tuple;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves the persistent ids of PyTorch's pickles: {@code ('storage', type, key, location, elements)}. */
final class PersistentStorages {
    private static final int ID_PARTS = 5;

    private final FileErrors subject;
    private final Locator locator;
    private final ByteOrder order;
    private final Map<String, Storage> known = new HashMap<>();

    /** Finds a storage in the file. */
    @FunctionalInterface
    interface Locator {
        /**
         * The bytes of a storage.
         *
         * @param bytes that it must have
         */
        StorageBytes locate(String key, long bytes);
    }

    PersistentStorages(final FileErrors subject, final Locator locator, final ByteOrder order) {
        this.subject = subject;
        this.locator = locator;
        this.order = order;
    }

    /** The storage of that key, null if no pickle referred to it. */
    @Nullable
    Storage known(final String key) {
        return known.get(key);
    }

    /** The storage of an id as the zip format writes it: of five parts. */
    Storage load(@Nullable Object id) {
        return load(id, ID_PARTS);
    }

    /** The storage of an id as the old format writes it: its sixth part describes a view, which PyTorch has not written since 0.4. */
    Storage loadLegacy(@Nullable Object id) {
        return load(id, ID_PARTS + 1);
    }

    private Storage load(@Nullable Object id, final int parts) {
        if (!(id instanceof Tuple tuple) || tuple.size() != parts || !"storage".equals(tuple.get(0))) {
            throw subject.refused("refers to something outside of its pickle that is not a storage.");
        }
        final Dtype dtype = AllowedGlobals.storageType(tuple.get(1))
                .orElseThrow(() -> subject.refused(
                        "holds a storage of the unsupported type " + PickledValues.kind(tuple.get(1)) + "."));
        if (!(tuple.get(2) instanceof String key) || !(tuple.get(4) instanceof Long elements)) {
            throw subject.refused("is damaged: a storage has no key or no size.");
        }
        if (!(tuple.get(3) instanceof String location) || location.equals("meta")) {
            throw subject.refused("holds a storage without a place for its values, which PyTorch does not load.");
        }
        if (parts > ID_PARTS && tuple.get(ID_PARTS) != null) {
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
