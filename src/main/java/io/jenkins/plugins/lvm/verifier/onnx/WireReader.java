package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one protobuf message field by field. It never reads past the message that it was made for, and takes no memory: what a field
 * holds is a view of the bytes.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class WireReader {
    private static final int MOST_VARINT_BITS = 70;
    private static final int LONGEST_TEXT = 1000;

    /** How a field's value is written. */
    private enum Wire {
        VARINT,
        FIXED64,
        LENGTH,
        START_GROUP,
        END_GROUP,
        FIXED32
    }

    private final ByteBuffer bytes;
    private final FileErrors file;
    private int field;
    private Wire wire = Wire.VARINT;

    WireReader(ByteBuffer bytes, FileErrors file) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.file = file;
    }

    /** Goes to the next field; false at the end. Every field has to be read or skipped before the next. */
    boolean next() {
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        int kind = (int) (tag & 7);
        if (tag >>> 32 != 0 || field == 0 || kind >= Wire.values().length) {
            throw damaged("has a field that protobuf does not know");
        }
        wire = Wire.values()[kind];
        return true;
    }

    int field() {
        return field;
    }

    /** An integer, an enum or a bool. */
    long number() {
        require(Wire.VARINT);
        return varint();
    }

    float float32() {
        require(Wire.FIXED32);
        return take(Float.BYTES).getFloat();
    }

    /** Whether the field holds many numbers in one piece, or a text, or a message. */
    boolean isPacked() {
        return wire == Wire.LENGTH;
    }

    double float64() {
        require(Wire.FIXED64);
        return take(Double.BYTES).getDouble();
    }

    /** What a text, a message or packed numbers take. */
    ByteBuffer piece() {
        require(Wire.LENGTH);
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw damaged("has a field that reaches beyond its end");
        }
        return take((int) length);
    }

    WireReader message() {
        return new WireReader(piece(), file);
    }

    /** Packed numbers, or the only one. */
    WireReader packed() {
        return message();
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    /** A number of {@link #packed}. */
    long packedNumber() {
        return varint();
    }

    String text() {
        ByteBuffer piece = piece();
        if (piece.remaining() > LONGEST_TEXT) {
            throw damaged("has a name of " + piece.remaining() + " bytes");
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(piece);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw damaged("has a name that is not text");
        }
    }

    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> take(Long.BYTES);
            case FIXED32 -> take(Integer.BYTES);
            case LENGTH -> piece();
            default -> throw damaged("has a group, which protobuf abandoned");
        }
    }

    private void require(Wire expected) {
        if (wire != expected) {
            throw damaged("has field " + field + " in a form that ONNX does not give it");
        }
    }

    private ByteBuffer take(int length) {
        if (length > bytes.remaining()) {
            throw damaged("ends in the middle of a field");
        }
        ByteBuffer taken = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + length);
        return taken;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < MOST_VARINT_BITS; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw damaged("ends in the middle of a number");
            }
            byte part = bytes.get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw damaged("has a number of more than 64 bits");
    }

    private VerifierException damaged(String how) {
        return file.refused("is not a complete ONNX graph: it " + how + ".", "Export it again.");
    }
}
