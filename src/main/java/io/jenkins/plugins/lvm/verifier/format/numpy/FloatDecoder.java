package io.jenkins.plugins.lvm.verifier.format.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns float16, bfloat16, float32 and float64 of either byte order into float32 of the machine's. */
public final class FloatDecoder implements ElementDecoder {
    private final NumpyType type;

    /**
     * @throws IllegalArgumentException if the type is not {@link NumpyType#isFloat()}
     */
    public FloatDecoder(final NumpyType type) {
        if (!type.isFloat()) {
            throw new IllegalArgumentException(type.toString());
        }
        this.type = type;
    }

    @Override
    public int itemSize() {
        return type.itemSize();
    }

    @Override
    public boolean isIdentity() {
        return type.itemSize() == Float.BYTES && type.order() == ByteOrder.nativeOrder();
    }

    @Override
    public void decode(final ByteBuffer raw, final ByteBuffer target) {
        final ByteBuffer from = raw.order(type.order());
        final int count = from.remaining() / type.itemSize();
        switch (type.itemSize()) {
            case Short.BYTES -> halves(from, target, count);
            case Float.BYTES -> floats(from, target, count);
            default -> doubles(from, target, count);
        }
        raw.position(raw.limit());
        target.position(target.position() + count * Float.BYTES);
    }

    private void halves(final ByteBuffer from, final ByteBuffer target, final int count) {
        final int source = from.position();
        final int sink = target.position();
        for (int i = 0; i < count; i++) {
            target.putFloat(sink + i * Float.BYTES, type.widened(from.getShort(source + i * Short.BYTES)));
        }
    }

    private static void floats(final ByteBuffer from, final ByteBuffer target, final int count) {
        final int source = from.position();
        final int sink = target.position();
        for (int i = 0; i < count; i++) {
            target.putInt(sink + i * Float.BYTES, from.getInt(source + i * Float.BYTES));
        }
    }

    private static void doubles(final ByteBuffer from, final ByteBuffer target, final int count) {
        final int source = from.position();
        final int sink = target.position();
        for (int i = 0; i < count; i++) {
            target.putFloat(sink + i * Float.BYTES, (float) from.getDouble(source + i * Double.BYTES));
        }
    }
}
