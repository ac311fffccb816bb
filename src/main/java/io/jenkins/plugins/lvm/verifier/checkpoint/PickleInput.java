package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of one or more pickles in a row. Every length that they state is checked against what is left before memory is taken. */
final class PickleInput {
    private static final int LONGEST_LINE = 1024;

    private final InputStream in;
    private final long length;
    private final long limit;
    private final FileErrors subject;
    private long position;

    /**
     * @param in buffered
     * @param length bytes there are
     * @param limit bytes that may be consumed
     */
    PickleInput(final InputStream in, final long length, final long limit, final FileErrors subject) {
        this.in = in;
        this.length = length;
        this.limit = limit;
        this.subject = subject;
    }

    /** Bytes consumed so far. */
    long position() {
        return position;
    }

    int next() {
        require(1);
        try {
            final int value = in.read();
            if (value < 0) {
                throw cutOff();
            }
            position++;
            return value;
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }

    int unsignedShort() {
        return little(2).getShort() & 0xffff;
    }

    int signedInt() {
        return little(4).getInt();
    }

    long unsignedInt() {
        return signedInt() & 0xffffffffL;
    }

    long signedLong() {
        return little(8).getLong();
    }

    double bigEndianDouble() {
        return ByteBuffer.wrap(bytes(8)).getDouble();
    }

    private ByteBuffer little(final int count) {
        return ByteBuffer.wrap(bytes(count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The next bytes, whose number the pickle itself states. */
    byte[] bytes(final long count) {
        require(count);
        try {
            final byte[] result = in.readNBytes((int) count);
            if (result.length < count) {
                throw cutOff();
            }
            position += count;
            return result;
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }

    private void require(final long count) {
        if (count < 0 || count > length - position) {
            throw subject.refused(
                    "is damaged: its pickle asks for " + Long.toUnsignedString(count) + " bytes at offset " + position
                            + ", where " + (length - position) + " are left.",
                    "Was the file cut off?");
        }
        if (count > limit - position) {
            throw subject.refused("holds a pickle of more than " + limit + " bytes, which is the limit.");
        }
    }

    /** A line of text without its end. */
    String line() {
        final byte[] line = new byte[LONGEST_LINE];
        for (int i = 0; i < line.length; i++) {
            line[i] = (byte) next();
            if (line[i] == '\n') {
                return new String(line, 0, i, StandardCharsets.UTF_8);
            }
        }
        throw subject.refused("is damaged: a name in its pickle is longer than " + LONGEST_LINE + " bytes.");
    }

    private VerifierException cutOff() {
        return subject.refused("ends in the middle of its pickle.", "Was the file cut off?");
    }

    private VerifierException unreadable(final IOException e) {
        return subject.refused("could not be read (" + e.getMessage() + ").");
    }
}
