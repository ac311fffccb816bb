package io.jenkins.plugins.lvm.verifier.format.numpy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.BoundedChannel;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.InflatingSource;
import io.jenkins.plugins.lvm.verifier.format.StoredSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A numpy {@code .npz}: a zip archive of arrays, each stored or deflated. Entries and archive may be larger than 4 GiB. May be read by
 * several threads at once.
 */
public final class NpzFile implements AutoCloseable {
    private static final int MAX_ENTRIES = 10_000;
    /** The central directory, and a local header for each entry. */
    private static final long MAX_DIRECTORY_BYTES = 8L << 20;

    private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";
    private static final int HEAD = 64;

    private final Path path;
    private final FileChannel channel;
    private final Map<String, ArchiveEntry> entries;

    /**
     * An array in the file.
     *
     * @param key its name
     */
    public record Array(String key, NpyHeader header, ArchiveEntry entry) {}

    private NpzFile(final Path path, final FileChannel channel, final Map<String, ArchiveEntry> entries) {
        this.path = path;
        this.channel = channel;
        this.entries = Collections.unmodifiableMap(entries);
    }

    /**
     * Opens a file and reads its directory.
     *
     * @throws VerifierException if there is no such file, or it is no npz
     */
    public static NpzFile open(final Path path) {
        final FileChannel channel;
        try {
            if (Files.isDirectory(path)) {
                throw VerifierException.unreadable(path + " is a folder", "Name the .npz file.");
            }
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (final AccessDeniedException e) {
            throw new VerifierException(
                    Reason.UNREADABLE, path + " cannot be read: permission denied", "Check its permissions.", e);
        } catch (final NoSuchFileException e) {
            throw new VerifierException(Reason.NOT_FOUND, "There is no file " + path, "Check the path.", e);
        } catch (final IOException e) {
            throw unreadable(path, e);
        }
        try {
            return new NpzFile(path, channel, directory(path, channel));
        } catch (final IOException e) {
            close(channel, e);
            throw unreadable(path, e);
        } catch (final VerifierException e) {
            close(channel, e);
            throw e;
        }
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** All entries by the key of their array, in the order of the archive. */
    public Map<String, ArchiveEntry> entries() {
        return entries;
    }

    /** Whether there is an array of this name. */
    public boolean contains(final String key) {
        return entries.containsKey(key) && entries.get(key).isArray();
    }

    /**
     * All arrays, in the order of the archive. Reads their headers.
     *
     * @throws VerifierException if one of them is damaged
     */
    public List<Array> arrays() {
        return entries.values().stream()
                .filter(ArchiveEntry::isArray)
                .map(entry -> array(entry.key()).orElseThrow())
                .toList();
    }

    /**
     * One array. Reads its header.
     *
     * @throws VerifierException if it is damaged
     */
    public Optional<Array> array(final String key) {
        if (!contains(key)) {
            return Optional.empty();
        }
        try (ByteSource source = source(key, () -> false)) {
            return Optional.of(new Array(key, NpyHeader.read(source), entries.get(key)));
        }
    }

    /** SHA-256 in hex over name, size and CRC of every entry, sorted by name: the same for the same arrays, however compressed. */
    public String fingerprint() {
        final MessageDigest digest = DigestUtils.getSha256Digest();
        entries.values().stream()
                .sorted(Comparator.comparing(ArchiveEntry::name))
                .forEach(entry -> {
                    final byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
                    digest.update(ByteBuffer.allocate(Integer.BYTES + name.length + 2 * Long.BYTES)
                            .putInt(name.length)
                            .put(name)
                            .putLong(entry.size())
                            .putLong(entry.crc())
                            .flip());
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * The uncompressed bytes of an entry.
     *
     * @param cancelled ends a long read; see {@link InflatingSource}
     * @throws IllegalArgumentException if there is no such entry
     */
    public ByteSource source(final String key, final BooleanSupplier cancelled) {
        final ArchiveEntry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalArgumentException(key);
        }
        final String name = path + ": " + key;
        return switch (entry.method()) {
            case ArchiveEntry.STORED -> new StoredSource(name, channel, entry.dataOffset(), entry.size());
            case ArchiveEntry.DEFLATED -> new InflatingSource(name, channel, entry, cancelled);
            default ->
                throw VerifierException.unreadable(
                        name + " is compressed by method " + entry.method() + ", which numpy does not write",
                        "Write the file again with numpy.savez.");
        };
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw unreadable(path, e);
        }
    }

    private static Map<String, ArchiveEntry> directory(final Path path, final FileChannel channel) throws IOException {
        checkHead(path, channel);
        final Map<String, ArchiveEntry> entries = new LinkedHashMap<>();
        final List<ZipArchiveEntry> listed;
        // Closing the ZipFile closes only its own view of the channel.
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new BoundedChannel(channel, MAX_DIRECTORY_BYTES))
                .get()) {
            listed = Collections.list(zip.getEntriesInPhysicalOrder());
        } catch (final IOException | RuntimeException e) {
            // The library reports some damages by unchecked exceptions.
            throw new VerifierException(
                    Reason.UNREADABLE,
                    path + " is not a readable npz: " + rootCause(e).getMessage(),
                    "It may be cut off: copy or write it again.",
                    e);
        }
        if (listed.size() > MAX_ENTRIES) {
            throw VerifierException.unreadable(path + " holds " + listed.size() + " entries: this is no npz");
        }
        for (final ZipArchiveEntry zipEntry : listed) {
            final ArchiveEntry entry = entry(path, channel.size(), zipEntry);
            if (!zipEntry.isDirectory() && entries.put(entry.key(), entry) != null) {
                throw VerifierException.unreadable(path + " holds " + entry.name() + " twice");
            }
        }
        return entries;
    }

    private static Throwable rootCause(final Throwable failure) {
        return failure.getCause() == null ? failure : rootCause(failure.getCause());
    }

    private static ArchiveEntry entry(final Path path, final long fileSize, final ZipArchiveEntry zipEntry) {
        final ArchiveEntry entry = new ArchiveEntry(
                zipEntry.getName(),
                zipEntry.getSize(),
                zipEntry.getCompressedSize(),
                zipEntry.getCrc(),
                zipEntry.getMethod(),
                zipEntry.getDataOffset());
        if (zipEntry.getGeneralPurposeBit().usesEncryption()) {
            throw VerifierException.unreadable(path + ": " + entry.name() + " is encrypted");
        }
        final boolean sizesFit = entry.size() >= 0
                && entry.compressedSize() >= 0
                && entry.dataOffset() >= 0
                && entry.dataOffset() <= fileSize - entry.compressedSize()
                && (entry.method() != ArchiveEntry.STORED || entry.size() == entry.compressedSize());
        if (!sizesFit) {
            throw VerifierException.unreadable(
                    path + " is damaged: the sizes of " + entry.name() + " do not fit the file",
                    "Copy or write the file again.");
        }
        return entry;
    }

    /** Names the usual mistakes before the archive is looked at. */
    private static void checkHead(final Path path, final FileChannel channel) throws IOException {
        final ByteBuffer head = ByteBuffer.allocate(HEAD);
        channel.read(head, 0);
        final String text = StandardCharsets.ISO_8859_1.decode(head.flip()).toString();
        if (text.isEmpty()) {
            throw VerifierException.unreadable(path + " is empty", "Copy or write the file again.");
        }
        if (text.startsWith(LFS_POINTER)) {
            throw VerifierException.unreadable(
                    path + " is a Git LFS pointer, not the data", "Fetch the data: git lfs pull");
        }
        if (text.startsWith("\u0093NUMPY")) {
            throw VerifierException.unreadable(
                    path + " is a single array (.npy); contexts and targets are needed, in one .npz",
                    "Write both with numpy.savez.");
        }
        if (!text.startsWith("PK")) {
            throw VerifierException.unreadable(
                    path + " is not an npz: it is no zip archive", "Name the .npz file that the model was trained on.");
        }
    }

    private static VerifierException unreadable(final Path path, final IOException cause) {
        return new VerifierException(Reason.UNREADABLE, path + " cannot be read: " + cause.getMessage(), null, cause);
    }

    private static void close(final FileChannel channel, final Exception reason) {
        try {
            channel.close();
        } catch (final IOException e) {
            reason.addSuppressed(e);
        }
    }
}
