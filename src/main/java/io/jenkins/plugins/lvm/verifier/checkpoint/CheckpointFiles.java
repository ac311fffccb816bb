package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint consists of: one file, or the files of a folder that were read. Each is digested over the very bytes that are read;
 * the digest of a folder is that of the list of its files, line by line as {@code sha256sum} prints it, in the order of their names.
 */
final class CheckpointFiles implements FileErrors, AutoCloseable {
    private final Path path;
    private final Map<String, VerifiedFile> files;
    private final boolean isFolder;

    private CheckpointFiles(Path path, Map<String, VerifiedFile> files, boolean isFolder) {
        this.path = path;
        this.files = Collections.unmodifiableMap(files);
        this.isFolder = isFolder;
    }

    static CheckpointFiles of(VerifiedFile file) {
        return new CheckpointFiles(file.path(), Map.of("", file), false);
    }

    /** @param files by their names in the folder; closed with this */
    static CheckpointFiles inFolder(Path folder, Map<String, VerifiedFile> files) {
        return new CheckpointFiles(folder, new TreeMap<>(files), true);
    }

    /** The file or folder as asked for. */
    Path path() {
        return path;
    }

    /** Bytes of all files. */
    long size() {
        return files.values().stream().mapToLong(VerifiedFile::size).sum();
    }

    /**
     * SHA-256 in lower-case hex.
     *
     * @throws VerifierException if a file changed since it was opened
     */
    String sha256() {
        if (!isFolder) {
            return files.values().iterator().next().sha256();
        }
        StringBuilder list = new StringBuilder();
        parts().forEach(part ->
                list.append(part.sha256()).append("  ").append(part.name()).append('\n'));
        return DigestUtils.sha256Hex(list.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The files of a folder in the order of their names; empty for a file. */
    List<FilePart> parts() {
        List<FilePart> parts = new ArrayList<>();
        if (isFolder) {
            files.forEach((name, file) -> parts.add(new FilePart(name, file.sha256(), file.size())));
        }
        return parts;
    }

    @Override
    public VerifierException refused(String predicate, @Nullable String hint) {
        return VerifierException.unreadable(path + " " + predicate, hint);
    }

    @Override
    public void close() {
        files.values().forEach(VerifiedFile::close);
    }
}
