package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/** SHA-256 of what is read once, in lower-case hex; and where the engine gets it for everything else. */
public final class FileDigest {
    private static final int BUFFER = 1 << 20;

    static {
        // A virtual machine that has seen one digest compiles the loop over blocks for that one alone, and throws it
        // away when a library's
        // random numbers load another: in the middle of a pass, whose rows would be digested a tenth as fast until it
        // is compiled again.
        DigestUtils.getSha1Digest();
    }

    private FileDigest() {}

    /**
     * Reads all of a regular file.
     *
     * @throws VerifierException as by {@link FileSource#openRegular}
     */
    public static String sha256(Path file) {
        try (FileSource source = FileSource.openRegular(file, "the file")) {
            return sha256(Channels.newInputStream(source.channel()), OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw FileSource.unreadable(file, e);
        }
    }

    /** A new SHA-256. */
    public static MessageDigest sha256() {
        return DigestUtils.getSha256Digest();
    }

    /** Reads all of a stream and passes it on. */
    public static String sha256(InputStream in, OutputStream copy) throws IOException {
        MessageDigest digest = sha256();
        InputStream through = new DigestInputStream(in, digest);
        byte[] buffer = new byte[BUFFER];
        for (int read = through.read(buffer); read >= 0; read = through.read(buffer)) {
            copy.write(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
