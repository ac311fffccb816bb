package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/** Digests of whole files. */
public final class FileDigest {
    private static final int BUFFER = 1 << 20;

    private FileDigest() {}

    /**
     * SHA-256 in lower-case hex. Reads all of the file.
     *
     * @throws VerifierException if it cannot be read
     */
    public static String sha256(final Path file) {
        try {
            final MessageDigest digest = DigestUtils.getSha256Digest();
            final byte[] buffer = new byte[BUFFER];
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                while (in.read(buffer) >= 0) {
                    // The digest takes what passes.
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (final NoSuchFileException e) {
            throw new VerifierException(Reason.NOT_FOUND, "There is no file " + file + ".", "Check the path.", e);
        } catch (final IOException e) {
            throw new VerifierException(Reason.UNREADABLE, file + " cannot be read: " + e.getMessage() + ".", null, e);
        }
    }
}
