package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import io.jenkins.plugins.lvm.verifier.format.pickle.AllowList;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleInput;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's format from before 1.6, still written on request: five pickles in a row (magic number, version, facts about the machine,
 * the contents, the keys of the storages), then for each key a count and the elements, always little-endian.
 *
 * <p>All five pickles go through the same guard, four of them without any name allowed.
 */
final class LegacyTorchFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private final VerifiedFile file;
    private final ReadLimits limits;
    private final Map<String, Placed> placed = new HashMap<>();

    private LegacyTorchFile(final VerifiedFile file, final ReadLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    /** What {@code torch.save} was given, tensors as {@link Tensor}. */
    static @Nullable Object read(final VerifiedFile file, final ReadLimits limits) throws IOException {
        return new LegacyTorchFile(file, limits).load();
    }

    private @Nullable Object load() throws IOException {
        try (InputStream in = new BufferedInputStream(file.stream(0, file.size()))) {
            final PickleInput input =
                    new PickleInput(in, file.size(), limits.pickle().bytes(), file);
            final PersistentStorages storages =
                    new PersistentStorages(file, (key, bytes) -> place(key), ByteOrder.LITTLE_ENDIAN);
            final PickleReader plain = new PickleReader(input, AllowList.none(), this::noStorage, limits, file);
            final PickleReader contents =
                    new PickleReader(input, AllowedGlobals.list(limits), storages::loadLegacy, limits, file);

            if (!MAGIC.equals(plain.read())) {
                throw file.refused("is not a checkpoint in a known format.");
            }
            final Object version = plain.read();
            if (!Long.valueOf(VERSION).equals(version)) {
                throw file.refused("is in an unknown version of PyTorch's old format.");
            }
            plain.read(); // byte order and type sizes of the machine, which PyTorch does not use either
            Object root = contents.read();
            if (!(plain.read() instanceof List<?> keys)) {
                throw file.refused("is damaged: the list of its storages is missing.");
            }
            locate(keys, storages, input.position());
            return root;
        }
    }

    private Object noStorage(@Nullable Object id) {
        throw file.refused("is damaged: it refers to a storage beside its contents.");
    }

    private Placed place(final String key) {
        return placed.computeIfAbsent(key, absent -> new Placed());
    }

    private void locate(final List<?> keys, final PersistentStorages storages, final long start) throws IOException {
        long position = start;
        for (final Object key : keys) {
            final Storage storage = key instanceof String name ? storages.known(name) : null;
            if (storage == null) {
                throw file.refused("is damaged: it lists a storage that nothing refers to.");
            }
            final byte[] count = file.read(position, Long.BYTES);
            position += count.length;
            final long bytes = storage.elements() * storage.dtype().bytes();
            if (count.length < Long.BYTES || bytes > file.size() - position) {
                throw file.refused(
                        "ends in the middle of storage " + FileErrors.printable(storage.key()) + ".",
                        "Was the file cut off?");
            }
            if (ByteBuffer.wrap(count).order(ByteOrder.LITTLE_ENDIAN).getLong() != storage.elements()) {
                throw file.refused("is damaged: the size of storage " + FileErrors.printable(storage.key())
                        + " is not the one that its tensors were written with.");
            }
            Placed place = place(storage.key());
            if (place.region != null) {
                throw file.refused(
                        "is damaged: it lists the storage " + FileErrors.printable(storage.key()) + " twice.");
            }
            long first = position;
            long end = position + bytes;
            place.region = offset -> file.stream(first + offset, end);
            position = end;
        }
        if (position != file.size()) {
            throw file.refused(
                    "has " + (file.size() - position) + " bytes after its last storage, where torch.save writes none.",
                    "Save it again with torch.save.");
        }
        placed.forEach((key, place) -> {
            if (place.region == null) {
                throw file.refused("is damaged: it lacks the values of storage " + FileErrors.printable(key) + ".");
            }
        });
    }

    /** Bytes whose place is known only after the pickles that refer to them. */
    private static final class Placed implements StorageBytes {
        private @Nullable StorageBytes region;

        @Override
        public InputStream openAt(final long offset) throws IOException {
            StorageBytes known = Objects.requireNonNull(region, "read before the pickles were");
            return known.openAt(offset);
        }
    }
}
