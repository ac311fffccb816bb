package io.jenkins.plugins.lvm.verifier.format.numpy;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.OwnedSource;
import io.jenkins.plugins.lvm.verifier.format.SampledDigest;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * A folder of {@code .npy} files, each an array of the file's name. Other files, and folders in it, are left alone. A file is opened
 * when its array is asked for, and has to stay what it is from then on.
 */
public final class NpyFolder implements ArrayFile {
    private static final int MAX_FILES = 10_000;
    private static final int MAX_NAMES = 100_000;
    private static final String SUFFIX = ".npy";

    private final Path folder;
    private final Map<String, Path> files;
    private final Map<String, WatchedFile> watched = new ConcurrentHashMap<>();

    private NpyFolder(Path folder, Map<String, Path> files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * Looks which files there are. Opens none.
     *
     * @throws VerifierException if the folder cannot be looked at, holds no array, or too much
     */
    public static NpyFolder open(Path folder) {
        Map<String, Path> files = new TreeMap<>();
        int seen = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (++seen > MAX_NAMES || files.size() >= MAX_FILES) {
                    throw refused(folder, "holds more files than a folder of arrays may have, which are " + MAX_FILES);
                }
                if (name.endsWith(SUFFIX) && name.length() > SUFFIX.length()) {
                    files.put(key(folder, name), entry);
                }
            }
        } catch (IOException e) {
            throw FileSource.unreadable(folder, e);
        } catch (DirectoryIteratorException e) {
            throw FileSource.unreadable(folder, new IOException(e.getMessage(), e));
        }
        if (files.isEmpty()) {
            throw refused(folder, "is a folder without .npy files");
        }
        return new NpyFolder(folder, files);
    }

    private static String key(Path folder, String name) {
        String key = name.substring(0, name.length() - SUFFIX.length());
        if (!PrintableText.of(key, key.length()).equals(key)) {
            throw refused(folder, "holds a file whose name cannot be shown (" + FileErrors.printable(name) + ")");
        }
        return key;
    }

    private static VerifierException refused(Path folder, String what) {
        return VerifierException.unreadable(
                folder + " " + what + ".", "Name an npz, or a folder with one .npy for each array.");
    }

    @Override
    public Path path() {
        return folder;
    }

    @Override
    public List<String> keys() {
        return List.copyOf(files.keySet());
    }

    @Override
    public boolean contains(String key) {
        return files.containsKey(key);
    }

    @Override
    public Optional<NamedArray> array(String key) {
        if (!contains(key)) {
            return Optional.empty();
        }
        try (ByteSource source = source(key, () -> false)) {
            return Optional.of(new NamedArray(key, NpyHeader.read(source), false, source.size(), source.size()));
        }
    }

    @Override
    public ByteSource source(String key, BooleanSupplier cancelled) {
        FileSource file = openWatched(key);
        return new OwnedSource(folder + ": " + key, file, 0, file.size());
    }

    /** The file as it was when it was opened first. */
    private FileSource openWatched(String key) {
        Path path = files.get(key);
        if (path == null) {
            throw new IllegalArgumentException(key);
        }
        // Before it is opened. What cannot be looked at is explained by opening it.
        Optional<WatchedFile> now = WatchedFile.of(path);
        FileSource file = FileSource.openRegular(path, "a .npy file");
        try {
            watched.computeIfAbsent(key, unseen -> now.orElseThrow(() -> FileSource.changed(path)))
                    .requireUnchanged();
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public String fingerprint() {
        SampledDigest digest = new SampledDigest();
        for (String key : files.keySet()) {
            try (ByteSource source = source(key, () -> false)) {
                digest.add(key, source);
            }
        }
        return digest.hex();
    }

    @Override
    public Optional<WatchedFile> state() {
        return Optional.empty();
    }

    @Override
    public void requireUnchanged() {
        watched.values().forEach(WatchedFile::requireUnchanged);
    }

    @Override
    public void close() {
        // Each array's file is open only while it is read.
    }
}
