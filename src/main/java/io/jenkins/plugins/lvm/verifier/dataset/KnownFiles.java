package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The content of files that were read before, by the state that they were in: an unchanged file need not be read again to know what it
 * holds. Whoever can write to the folder decides what a file is said to hold.
 */
final class KnownFiles {
    static final String SUFFIX = ".known";
    /** A file that was not verified for so long is forgotten. */
    static final Duration KEPT = Duration.ofDays(90);

    private static final int LONGEST = 1000;

    private final Path folder;

    KnownFiles(Path folder) {
        this.folder = folder;
    }

    /** What a file holds, if it was read in this state. */
    Optional<String> content(WatchedFile file) {
        return file.state().map(this::entry).flatMap(KnownFiles::read);
    }

    private static Optional<String> read(Path entry) {
        try {
            if (!Files.isRegularFile(entry) || Files.size(entry) > LONGEST) {
                return Optional.empty();
            }
            String content = Files.readString(entry, StandardCharsets.ISO_8859_1);
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
            return Optional.of(content).filter(ContentDigest::isValue);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Keeps what a file was found to hold, if it surely was in this state while it was read.
     *
     * @param unfinished name ending of files that are being written
     */
    void remember(WatchedFile file, String content, String unfinished) throws IOException {
        if (file.state().isEmpty() || !file.isSettled() || !file.isUnchanged()) {
            return;
        }
        Path written = Files.createTempFile(folder, "known-", unfinished);
        try {
            Files.writeString(written, content);
            AtomicFile.replace(written, entry(file.state().get()));
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private Path entry(String state) {
        return folder.resolve(DigestUtils.sha256Hex(state) + SUFFIX);
    }
}
