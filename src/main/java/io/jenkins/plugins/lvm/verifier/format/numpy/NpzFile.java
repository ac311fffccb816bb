package io.jenkins.plugins.lvm.verifier.format.numpy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.InflatingSource;
import io.jenkins.plugins.lvm.verifier.format.StoredSource;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import io.jenkins.plugins.lvm.verifier.format.ZipArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/**
 * A numpy {@code .npz}: a zip archive of arrays, each stored or deflated. Entries and archive may be larger than 4 GiB. May be read by
 * several threads at once.
 */
public final class NpzFile extends WatchedArrays {
    private static final int MAX_ENTRIES = 10_000;
    private static final long MAX_DIRECTORY_BYTES = 8L << 20;

    private static final String SUFFIX = ".npy";
    private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";
    private static final int HEAD = 64;

    private final Map<String, ArchiveEntry> entries;

    private NpzFile(FileSource file, WatchedFile state, Map<String, ArchiveEntry> entries) {
        super(file, state);
        this.entries = Collections.unmodifiableMap(entries);
    }

    /**
     * Opens a file and reads its directory.
     *
     * @throws VerifierException if there is no such file, or it is not an npz, or not one that can be read in one way only
     */
    public static NpzFile open(Path path) {
        return WatchedFile.open(
                path,
                "the .npz file, or a folder of .npy files",
                (file, before) -> new NpzFile(file, before, directory(file)));
    }

    @Override
    public List<String> keys() {
        return entries.keySet().stream().filter(this::contains).toList();
    }

    /** All entries by the key of their array, in the order of the archive. */
    public Map<String, ArchiveEntry> entries() {
        return entries;
    }

    @Override
    public boolean contains(String key) {
        return find(key).isPresent();
    }

    @Override
    public Optional<NamedArray> array(String key) {
        return find(key).map(entry -> {
            try (ByteSource source = source(key, () -> false)) {
                return new NamedArray(
                        key,
                        NpyHeader.read(source),
                        entry.method() == ArchiveEntry.DEFLATED,
                        entry.size(),
                        entry.compressedSize());
            }
        });
    }

    private Optional<ArchiveEntry> find(String key) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> entry.name().endsWith(SUFFIX));
    }

    /** SHA-256 in hex over name, size and CRC of every entry, sorted by name: the same for the same arrays, however compressed. */
    @Override
    public String fingerprint() {
        MessageDigest digest = DigestUtils.getSha256Digest();
        entries.values().stream()
                .sorted(Comparator.comparing(ArchiveEntry::name))
                .forEach(entry -> {
                    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
                    digest.update(ByteBuffer.allocate(Integer.BYTES + name.length + 2 * Long.BYTES)
                            .putInt(name.length)
                            .put(name)
                            .putLong(entry.size())
                            .putLong(entry.crc())
                            .flip());
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public ByteSource source(String key, BooleanSupplier cancelled) {
        ArchiveEntry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalArgumentException(key);
        }
        String name = path() + ": " + key;
        return switch (entry.method()) {
            case ArchiveEntry.STORED -> new StoredSource(name, file().channel(), entry.dataOffset(), entry.size());
            case ArchiveEntry.DEFLATED -> new InflatingSource(name, file().channel(), entry, cancelled);
            default ->
                throw VerifierException.unreadable(
                        name + " is compressed by method " + entry.method() + ", which numpy does not write.",
                        "Write the file again with numpy.savez.");
        };
    }

    private static Map<String, ArchiveEntry> directory(FileSource file) throws IOException {
        checkHead(file);
        Map<String, ArchiveEntry> entries = new LinkedHashMap<>();
        for (ArchiveEntry entry : ZipArchive.read(file, MAX_DIRECTORY_BYTES).entries()) {
            if (!entry.isFolder() && entries.put(key(entry), entry) != null) {
                throw file.refused("holds both " + FileErrors.printable(key(entry)) + " and "
                        + FileErrors.printable(key(entry)) + SUFFIX + ", which numpy calls alike.");
            }
        }
        if (entries.size() > MAX_ENTRIES) {
            throw file.refused("holds " + entries.size() + " entries, which is too many for an npz.");
        }
        return entries;
    }

    private static String key(ArchiveEntry entry) {
        String name = entry.name();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** Names the usual mistakes before the archive is looked at. */
    private static void checkHead(FileSource file) throws IOException {
        String text = new String(file.read(0, HEAD), StandardCharsets.ISO_8859_1);
        if (text.isEmpty()) {
            throw file.refused("is empty.", "Copy or write the file again.");
        }
        if (text.startsWith(LFS_POINTER)) {
            throw file.refused("is a Git LFS pointer, not the data.", "Fetch the data: git lfs pull.");
        }
        if (text.startsWith("\u0093NUMPY")) {
            throw file.refused(
                    "is a single array (.npy); contexts and targets are needed, in one .npz.",
                    "Write both with numpy.savez.");
        }
        if (!text.startsWith("PK")) {
            throw file.refused(
                    "is not an npz, since it is not a zip archive.",
                    "Name the .npz file that the model was trained on.");
        }
    }
}
