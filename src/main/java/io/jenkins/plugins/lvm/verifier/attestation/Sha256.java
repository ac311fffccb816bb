package io.jenkins.plugins.lvm.verifier.attestation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * SHA-256 in lower-case hex, where evidence is made or judged. It is the JDK's: this runs on the controller, too, on whose class path the
 * engine's library for digests may be missing, or older than the engine's.
 */
public final class Sha256 {
    private static final int BUFFER = 1 << 20;

    private Sha256() {}

    /** Of bytes. */
    static String hex(byte[] bytes) {
        return hex(digest -> digest.update(bytes));
    }

    /** Of files by their digests: over the lines that {@code sha256sum} prints of them, in the order of their names. */
    public static String ofList(Map<String, String> digests) {
        StringBuilder list = new StringBuilder();
        new TreeMap<>(digests)
                .forEach((name, digest) ->
                        list.append(digest).append("  ").append(name).append('\n'));
        return hex(list.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Of all that a stream gives. */
    public static String hex(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of what is put in, piece by piece. */
    public static String hex(Consumer<MessageDigest> pieces) {
        MessageDigest digest = digest();
        pieces.accept(digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
