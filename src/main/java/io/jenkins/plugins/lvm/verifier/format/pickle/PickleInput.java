package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one or more pickles in a row, as instructions and their arguments. Every length that they state is held against what is
 * left before memory is taken, frames have to fit the instructions, and text has to be what every reader takes it for.
 */
public final class PickleInput {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_LINE = 1024;
    private static final int LONGEST_INTEGER = 64;
    private static final int HIGHEST_PROTOCOL = 5;
    private static final int PIECE = 1 << 13;
    private static final long NO_FRAME = -1;

    private final InputStream in;
    private final long length;
    private final long limit;
    private final FileErrors errors;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private long position;
    private long frameEnd = NO_FRAME;
    private int protocol;

    /**
     * @param in is read ahead of what is asked for
     * @param length bytes there are
     * @param limit bytes that may be consumed
     */
    public PickleInput(InputStream in, long length, long limit, FileErrors errors) {
        this.in = in;
        this.length = length;
        this.limit = limit;
        this.errors = errors;
    }

    /** All bytes of a source from a position on. */
    public static PickleInput of(ByteSource source, long start, FileErrors errors) {
        long length = Math.max(0, source.size() - start);
        return new PickleInput(new SourceStream(source, start), length, length, errors);
    }

    /** Bytes consumed so far. */
    public long position() {
        return position;
    }

    /** The protocol that the pickle has stated so far, 0 if none. */
    int protocol() {
        return protocol;
    }

    Opcode opcode() {
        int code = unsignedByte();
        Opcode opcode = Opcode.of(code);
        if (opcode == null) {
            throw damaged("there is no pickle instruction 0x" + Integer.toHexString(code));
        }
        return opcode;
    }

    /** The argument of PROTO. */
    void readProtocol() {
        int stated = unsignedByte();
        if (stated > HIGHEST_PROTOCOL) {
            throw errors.refused(
                    "uses pickle protocol " + stated + "; protocols up to " + HIGHEST_PROTOCOL + " are known.");
        }
        protocol = stated;
    }

    /** The argument of FRAME. CPython's two unpicklers check different things about it; here both have to hold. */
    void readFrame() {
        long size = signedLong();
        if (size < 0 || size > length - position) {
            throw errors.refused(
                    "is truncated: a frame of its pickle has " + Long.toUnsignedString(size) + " bytes at offset "
                            + position + ", where " + (length - position) + " are left.",
                    "Was the file cut off?");
        }
        if (frameEnd != NO_FRAME && position < frameEnd) {
            throw damaged("a frame begins inside of another");
        }
        frameEnd = position + size;
    }

    /** To be called after STOP: the next pickle starts anew. */
    void endPickle() {
        if (frameEnd != NO_FRAME && position != frameEnd) {
            throw damaged("the pickle ends before its frame does");
        }
        frameEnd = NO_FRAME;
        protocol = 0;
    }

    /** Refuses bytes that no reader of this pickle would look at. */
    void requireEnd() {
        if (position != length) {
            throw errors.refused(
                    "holds " + (length - position)
                            + " bytes after the end of its pickle, which other readers pass over.",
                    "Write the file again with the library that it is for.");
        }
    }

    int unsignedByte() {
        claim(Byte.BYTES);
        if (at == filled) {
            fill();
        }
        position++;
        return buffer[at++] & 0xff;
    }

    int unsignedShort() {
        return little(Short.BYTES).getShort() & 0xffff;
    }

    int signedInt() {
        return little(Integer.BYTES).getInt();
    }

    long unsignedInt() {
        return signedInt() & 0xffffffffL;
    }

    long signedLong() {
        return little(Long.BYTES).getLong();
    }

    double bigEndianDouble() {
        return ByteBuffer.wrap(bytes(Double.BYTES)).getDouble();
    }

    private ByteBuffer little(int count) {
        return ByteBuffer.wrap(bytes(count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * An integer in two's complement, least significant byte first.
     *
     * @return a {@code Long}, or a {@code BigInteger} for what does not fit into one
     */
    Object integer(long count) {
        if (count > LONGEST_INTEGER) {
            throw errors.refused(
                    "holds an integer of " + count + " bytes, which is beyond the limit of " + LONGEST_INTEGER + ".");
        }
        if (count == 0) {
            return 0L;
        }
        byte[] little = bytes(count);
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        BigInteger value = new BigInteger(big);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    /** Text in UTF-8. What is not valid, unpaired surrogates included, is refused: readers replace it in different ways. */
    String text(long count) {
        byte[] bytes = bytes(count);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw malformed();
        }
        return text;
    }

    /** A string of Python 2, which readers of Python 3 decode as ASCII, UTF-8 or Latin-1, as they are told to: only ASCII is safe. */
    String oldText(long count) {
        byte[] bytes = bytes(count);
        for (byte value : bytes) {
            if (value < 0) {
                throw errors.refused(
                        "holds a string of Python 2 that is not ASCII, before offset " + position
                                + " of its pickle; readers of Python 3 take it for different texts.",
                        "Load the file in Python 3 and save it again.");
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** Passes over what {@link #text} would give, holding it to the same rules, in constant memory. */
    void skipText(long count) {
        claim(count);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, PIECE));
        CharBuffer chars = CharBuffer.allocate(piece.capacity());
        long left = count;
        do {
            int more = (int) Math.min(piece.remaining(), left);
            take(piece.array(), piece.position(), more);
            left -= more;
            piece.position(piece.position() + more).flip();
            if (decoder.decode(piece, chars.clear(), left == 0).isError()) {
                throw malformed();
            }
            piece.compact();
        } while (left > 0);
    }

    private VerifierException malformed() {
        return errors.refused(
                "holds text that is not valid UTF-8, before offset " + position
                        + " of its pickle; readers refuse it or replace parts of it.",
                "Save the file again without that text.");
    }

    /** The next bytes, whose number the pickle itself states. */
    byte[] bytes(long count) {
        claim(count);
        byte[] result = new byte[(int) count];
        take(result, 0, result.length);
        return result;
    }

    void skip(long count) {
        claim(count);
        for (long left = count; left > 0; ) {
            if (at == filled) {
                fill();
            }
            int step = (int) Math.min(left, filled - at);
            at += step;
            position += step;
            left -= step;
        }
    }

    /** A name: text up to a line feed, which is consumed. */
    String line() {
        byte[] line = new byte[LONGEST_LINE];
        for (int i = 0; i < line.length; i++) {
            line[i] = (byte) unsignedByte();
            if (line[i] == '\n') {
                String text = new String(line, 0, i, StandardCharsets.UTF_8);
                if (i == 0 || !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), Arrays.copyOf(line, i))) {
                    throw damaged("a name is empty or not valid UTF-8");
                }
                return text;
            }
        }
        throw errors.refused("is damaged: a name in its pickle is longer than " + LONGEST_LINE + " bytes.");
    }

    /** An error about the bytes before the present position. */
    VerifierException damaged(String what) {
        return errors.refused(
                "is damaged: in the pickle, before offset " + position + ", " + what + ".",
                "Was the file cut off or changed after it was written?");
    }

    private void claim(long count) {
        if (count < 0 || count > length - position) {
            throw errors.refused(
                    "is truncated: its pickle asks for " + Long.toUnsignedString(count) + " bytes at offset " + position
                            + ", where " + (length - position) + " are left.",
                    "Was the file cut off?");
        }
        if (count > limit - position) {
            throw errors.refused("holds a pickle of more than " + limit + " bytes, which is the limit.");
        }
        if (frameEnd != NO_FRAME) {
            if (position == frameEnd) {
                frameEnd = NO_FRAME;
            } else if (count > frameEnd - position) {
                throw damaged("an instruction reaches beyond its frame");
            }
        }
    }

    private void take(byte[] target, int from, int count) {
        for (int done = 0; done < count; ) {
            if (at == filled) {
                fill();
            }
            int step = Math.min(count - done, filled - at);
            System.arraycopy(buffer, at, target, from + done, step);
            at += step;
            position += step;
            done += step;
        }
    }

    private void fill() {
        try {
            at = 0;
            filled = Math.max(0, in.read(buffer, 0, (int) Math.min(buffer.length, length - position)));
        } catch (IOException e) {
            throw errors.refused("could not be read (" + e.getMessage() + ").");
        }
        if (filled == 0) {
            throw errors.refused("ends in the middle of its pickle.", "Was the file cut off?");
        }
    }

    /** A source as a stream that never asks it for more than it has. */
    private static final class SourceStream extends InputStream {
        private final ByteSource source;
        private long next;

        SourceStream(ByteSource source, long start) {
            this.source = source;
            this.next = start;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            int more = (int) Math.min(count, source.size() - next);
            if (more <= 0) {
                return -1;
            }
            source.read(next, ByteBuffer.wrap(target, offset, more));
            next += more;
            return more;
        }
    }
}
