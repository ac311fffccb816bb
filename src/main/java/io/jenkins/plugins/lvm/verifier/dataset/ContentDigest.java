package io.jenkins.plugins.lvm.verifier.dataset;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What a file holds: SHA-256 of the compressed bytes of its contexts and of its targets, each taken while they are inflated. All that
 * decides what a row is lies in these bytes, types and shapes included.
 */
final class ContentDigest {
    private static final Pattern VALUE = Pattern.compile("[0-9a-f]{128}");

    private final MessageDigest contexts = DigestUtils.getSha256Digest();
    private final MessageDigest targets = DigestUtils.getSha256Digest();

    /** Takes the contexts' bytes. */
    MessageDigest contexts() {
        return contexts;
    }

    /** Takes the targets' bytes. */
    MessageDigest targets() {
        return targets;
    }

    /** The value once both were read to their ends, and only once. */
    String value() {
        return HexFormat.of().formatHex(contexts.digest()) + HexFormat.of().formatHex(targets.digest());
    }

    /** Whether a text can be a value. */
    static boolean isValue(String text) {
        return VALUE.matcher(text).matches();
    }
}
