package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.pickle.PickleInput;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleReader;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * PyTorch's zip format (since 1.6): {@code <name>/data.pkl}, one entry {@code <name>/data/<key>} for each storage, perhaps
 * {@code <name>/byteorder}.
 */
final class TorchZip {
    private static final String PICKLE = "/data.pkl";
    private static final int LOCAL_HEADER = 30;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    /** How often all compressed storages may be inflated anew, since each tensor inflates its own. */
    private static final int INFLATIONS = 8;

    private final CheckpointFile file;
    private final ReadLimits limits;
    private final Map<String, Entry> entries = new HashMap<>();
    private long inflated;

    /** Where an entry's bytes lie, and how many they are when inflated. */
    private record Entry(String name, boolean deflated, long start, long length, long size) {}

    private TorchZip(final CheckpointFile file, final ReadLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    /** What {@code torch.save} was given, tensors as {@link Tensor}. */
    static Object read(final CheckpointFile file, final ReadLimits limits) throws IOException {
        final TorchZip zip = new TorchZip(file, limits);
        zip.readDirectory();
        return zip.load();
    }

    private void readDirectory() throws IOException {
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new DirectoryChannel(file, limits.directoryBytes()))
                .setIgnoreLocalFileHeader(true)
                .get()) {
            long compressible = 0;
            for (final ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                final Entry located = locate(entry);
                if (entries.putIfAbsent(located.name(), located) != null) {
                    throw file.refused("is damaged: its zip archive holds " + shown(located) + " twice.");
                }
                compressible += located.deflated() ? located.size() : 0;
                if (compressible > limits.inflatedBytes()) {
                    throw file.refused("holds compressed entries of more than " + limits.inflatedBytes()
                            + " bytes when inflated, which is the limit.");
                }
            }
        } catch (final VerifierException e) {
            throw e;
        } catch (final IOException
                | RuntimeException e) { // the library throws various exceptions at what it cannot parse
            throw new VerifierException(
                    VerifierException.Reason.UNREADABLE,
                    file.path() + " is not a complete zip archive ("
                            + FileErrors.printable(String.valueOf(e.getMessage())) + ").",
                    "Was the file cut off while it was copied or written?",
                    e);
        }
        refuseOverlaps();
    }

    private Entry locate(final ZipArchiveEntry entry) throws IOException {
        final String name = entry.getName();
        final int method = entry.getMethod();
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw file.refused("holds the encrypted entry " + FileErrors.printable(name) + ".");
        }
        if (method != ZipArchiveEntry.STORED && method != ZipArchiveEntry.DEFLATED) {
            throw file.refused("holds the entry " + FileErrors.printable(name) + " compressed by method " + method
                    + "; only deflate is supported.");
        }
        final ByteBuffer header = ByteBuffer.wrap(file.read(entry.getLocalHeaderOffset(), LOCAL_HEADER))
                .order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < LOCAL_HEADER || header.getInt(0) != LOCAL_SIGNATURE) {
            throw misplaced(name);
        }
        final long start = entry.getLocalHeaderOffset()
                + LOCAL_HEADER
                + Short.toUnsignedInt(header.getShort(26))
                + Short.toUnsignedInt(header.getShort(28));
        final long length = entry.getCompressedSize();
        final boolean deflated = method == ZipArchiveEntry.DEFLATED;
        if (length < 0
                || entry.getSize() < 0
                || length > file.size() - start
                || !deflated && length != entry.getSize()) {
            throw misplaced(name);
        }
        return new Entry(name, deflated, start, length, entry.getSize());
    }

    private VerifierException misplaced(final String name) {
        return file.refused(
                "is damaged: the entry " + FileErrors.printable(name)
                        + " of its zip archive is not where the directory says.",
                "Was the file cut off while it was copied or written?");
    }

    private void refuseOverlaps() {
        Entry before = null;
        for (final Entry entry : entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::length))
                .toList()) {
            if (before != null && entry.start() < before.start() + before.length()) {
                throw file.refused("is damaged: the entries " + shown(before) + " and " + shown(entry)
                        + " of its zip archive overlap.");
            }
            before = entry;
        }
    }

    private Object load() throws IOException {
        final List<String> pickles =
                entries.keySet().stream().filter(name -> name.endsWith(PICKLE)).toList();
        if (entries.keySet().stream().anyMatch(name -> name.endsWith(".npy"))) {
            throw file.refused("is a NumPy archive, not a checkpoint.", "Were checkpoint and data swapped?");
        }
        if (pickles.size() != 1) {
            throw file.refused("is a zip archive with " + (pickles.isEmpty() ? "no" : "more than one")
                    + " data.pkl: not a PyTorch checkpoint.");
        }
        final Entry pickle = entries.get(pickles.get(0));
        final String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
        if (entries.containsKey(folder + "/constants.pkl")
                || entries.keySet().stream().anyMatch(name -> name.startsWith(folder + "/code/"))) {
            throw file.refused(
                    "is a TorchScript archive: it holds a program, not only weights.",
                    "Save model.state_dict() with torch.save.");
        }
        final ByteOrder order = byteOrder(entries.get(folder + "/byteorder"));
        final PersistentStorages storages =
                new PersistentStorages(file, (key, bytes) -> storage(folder + "/data/" + key, bytes), order);
        try (InputStream in = new BufferedInputStream(open(pickle))) {
            final PickleInput input = new PickleInput(in, pickle.size(), limits.pickleBytes(), file);
            return new PickleReader(input, AllowedGlobals.list(limits), storages::load, limits, file).readAll();
        }
    }

    private ByteOrder byteOrder(final Entry entry) throws IOException {
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        final int longest = 16;
        final String text;
        try (InputStream in = open(entry)) {
            text = new String(in.readNBytes(longest), StandardCharsets.UTF_8);
        }
        return switch (text) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw file.refused("has the unknown byte order " + FileErrors.printable(text) + ".");
        };
    }

    private StorageBytes storage(final String name, final long bytes) {
        final Entry entry = entries.get(name);
        if (entry == null) {
            throw file.refused(
                    "is damaged: it lacks " + FileErrors.printable(name) + ", which holds values of a tensor.");
        }
        if (entry.size() < bytes) {
            throw file.refused(
                    "is damaged: " + shown(entry) + " has " + entry.size() + " bytes where " + bytes + " are needed.");
        }
        return entry.deflated() ? new Deflated(entry) : file.region(entry.start(), entry.length());
    }

    private InputStream open(final Entry entry) throws IOException {
        return entry.deflated()
                ? new Deflated(entry).openAt(0)
                : file.region(entry.start(), entry.length()).openAt(0);
    }

    private static String shown(final Entry entry) {
        return FileErrors.printable(entry.name());
    }

    /** An entry of an archive that was packed again by some other tool. */
    private final class Deflated implements StorageBytes {
        private final Entry entry;

        Deflated(final Entry entry) {
            this.entry = entry;
        }

        @Override
        public InputStream openAt(final long offset) throws IOException {
            inflated += entry.size();
            if (inflated > INFLATIONS * limits.inflatedBytes()) {
                throw file.refused(
                        "would have to be inflated too often.",
                        "Save it again with torch.save, which does not compress.");
            }
            final Inflater inflater = new Inflater(true);
            final InputStream raw = file.region(entry.start(), entry.length()).openAt(0);
            final InputStream in = new InflaterInputStream(raw, inflater, 1 << 16) {
                @Override
                public void close() throws IOException {
                    super.close();
                    inflater.end();
                }
            };
            in.skipNBytes(offset);
            return in;
        }
    }

    /**
     * A read-only view of the file that gives no more bytes than a directory may have. It reads block by block, since the library
     * looks for the end of the directory by steps of one byte.
     */
    private static final class DirectoryChannel implements SeekableByteChannel {
        private static final int BLOCK = 1 << 14;

        private final CheckpointFile file;
        private final long limit;
        private byte[] block = {};
        private long blockNumber = -1;
        private long position;
        private long consumed;

        DirectoryChannel(final CheckpointFile file, final long limit) {
            this.file = file;
            this.limit = limit;
        }

        @Override
        public int read(final ByteBuffer into) throws IOException {
            if (blockNumber != position / BLOCK) {
                blockNumber = position / BLOCK;
                block = file.read(blockNumber * BLOCK, BLOCK);
            }
            final int at = (int) (position % BLOCK);
            if (at >= block.length) {
                return -1;
            }
            final int read = Math.min(into.remaining(), block.length - at);
            into.put(block, at, read);
            position += read;
            consumed += read;
            if (consumed > limit) {
                throw file.refused(
                        "is a zip archive whose directory has more than " + limit + " bytes, which is the limit.");
            }
            return read;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(final long newPosition) throws IOException {
            if (newPosition < 0) {
                throw new IOException("a position before the start of the file");
            }
            position = newPosition;
            return this;
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public int write(final ByteBuffer source) {
            throw new NonWritableChannelException();
        }

        @Override
        public SeekableByteChannel truncate(final long newSize) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // the file outlives the reading of its directory
        }
    }
}
