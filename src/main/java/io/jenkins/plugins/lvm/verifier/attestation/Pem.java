package io.jenkins.plugins.lvm.verifier.attestation;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one block of a text in PEM (RFC 7468). What stands before it, such as the parameters that older versions of OpenSSL write, is passed
 * over; two blocks with one label would leave open which is meant, and are refused.
 *
 * @param label such as {@code PRIVATE KEY}
 * @param der its bytes
 */
record Pem(String label, byte[] der) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s([^-]{1,65536})-----END \\1-----");
    private static final String PARAMETERS = "EC PARAMETERS";

    /**
     * Reads the block.
     *
     * @param name what people know the text by, such as its file
     * @throws VerifierException if there is not exactly one
     */
    static Pem read(String text, String name) {
        Pem found = null;
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (block.group(1).equals(PARAMETERS)) {
                continue;
            }
            if (found != null) {
                throw VerifierException.unreadable(
                        name + " holds more than one key or certificate.", "Keep one key in the file.");
            }
            found = new Pem(block.group(1), bytes(block.group(2), name));
        }
        if (found == null) {
            throw VerifierException.unreadable(
                    name + " does not hold a key in PEM.", "It has to begin with -----BEGIN and end with -----END.");
        }
        return found;
    }

    private static byte[] bytes(String base64, String name) {
        try {
            return Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            // The cause would quote the key.
            throw VerifierException.unreadable(name + " holds a key that is not in base64.", "Copy the key again.");
        }
    }

    /** The text of a block, in lines of 64 characters. */
    static String write(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
