package io.jenkins.plugins.lvm.verifier.format.numpy;

import java.nio.ByteBuffer;

/** Packs numbers of any type as {@link PackedRow} says. What is not finite becomes NaN or infinity, so that it is seen there too. */
public final class PackingDecoder implements ElementDecoder {
    private final NumpyType type;

    /**
     * @throws IllegalArgumentException if the type is not {@link NumpyType#isNumber()}
     */
    public PackingDecoder(NumpyType type) {
        if (!type.isNumber()) {
            throw new IllegalArgumentException(type.toString());
        }
        this.type = type;
    }

    @Override
    public int itemSize() {
        return type.itemSize();
    }

    @Override
    public int floats() {
        return PackedRow.floats(type);
    }

    @Override
    public void decode(ByteBuffer raw, ByteBuffer target) {
        ByteBuffer from = raw.order(type.order());
        while (from.remaining() >= type.itemSize()) {
            switch (type.itemSize()) {
                case Long.BYTES -> eight(from.getLong(), target);
                case Integer.BYTES -> four(from.getInt(), target);
                case Short.BYTES -> target.putFloat(two(from.getShort()));
                default -> target.putFloat(one(from.get()));
            }
        }
    }

    private void eight(long bits, ByteBuffer target) {
        if (type.isFloat() && !Double.isFinite(Double.longBitsToDouble(bits))) {
            target.putFloat((float) Double.longBitsToDouble(bits)).putFloat(0).putFloat(0);
        } else {
            PackedRow.pack(bits, target);
        }
    }

    private void four(int bits, ByteBuffer target) {
        if (type.isFloat()) {
            target.putInt(bits);
        } else {
            PackedRow.pack(bits, target);
        }
    }

    private float two(short bits) {
        return switch (type.kind()) {
            case 'f', 'B' -> type.widened(bits);
            case 'u' -> Short.toUnsignedInt(bits);
            default -> bits;
        };
    }

    private float one(byte bits) {
        return switch (type.kind()) {
            case 'b' -> bits == 0 ? 0 : 1;
            case 'u' -> Byte.toUnsignedInt(bits);
            default -> bits;
        };
    }
}
