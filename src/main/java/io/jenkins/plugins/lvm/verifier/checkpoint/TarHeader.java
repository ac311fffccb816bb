package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first block of a tar file, as Python's tarfile recognises it: by its checksum alone
 * (<a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06">POSIX, ustar</a>).
 */
final class TarHeader {
    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int MARK = 257;

    private TarHeader() {}

    /** Whether a block has the mark of the common variants. */
    static boolean isMarked(byte[] start) {
        return new String(start, StandardCharsets.ISO_8859_1).startsWith("ustar", MARK);
    }

    /** Whether a block has the right checksum, in any of the notations that some reader accepts. */
    static boolean isValid(byte[] start) {
        if (start.length < BLOCK) {
            return false;
        }
        long unsigned = (long) ' ' * CHECKSUM_LENGTH;
        long signed = unsigned;
        for (int i = 0; i < BLOCK; i++) {
            boolean counts = i < CHECKSUM || i >= CHECKSUM + CHECKSUM_LENGTH;
            unsigned += counts ? start[i] & 0xff : 0;
            signed += counts ? start[i] : 0;
        }
        byte[] field = Arrays.copyOfRange(start, CHECKSUM, CHECKSUM + CHECKSUM_LENGTH);
        String text = new String(field, StandardCharsets.ISO_8859_1);
        long binary = new BigInteger(Arrays.copyOfRange(field, 1, CHECKSUM_LENGTH)).longValue();
        for (long said : new long[] {octal(text), octal(text.split("\0", 2)[0]), binary}) {
            if (said == unsigned || said == signed) {
                return true;
            }
        }
        return false;
    }

    /** What the digits in a text make, whatever stands between them. */
    private static long octal(String text) {
        String digits = text.replaceAll("[^0-7]", "");
        return digits.isEmpty() ? -1 : Long.parseLong(digits, 8);
    }
}
