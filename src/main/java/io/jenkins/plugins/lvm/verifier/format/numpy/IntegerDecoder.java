package io.jenkins.plugins.lvm.verifier.format.numpy;

import java.nio.ByteOrder;

/** Integers of 1, 2, 4 or 8 bytes, signed or not, in either byte order. */
public final class IntegerDecoder {

    private IntegerDecoder() {}

    /** The value of one element; an unsigned one of 2^63 or more comes out negative. */
    public static long decode(final NumpyType type, final byte... element) {
        final boolean big = type.order() == ByteOrder.BIG_ENDIAN;
        long value = 0;
        for (int i = 0; i < element.length; i++) {
            value = (value << Byte.SIZE) | (element[big ? i : element.length - 1 - i] & 0xff);
        }
        final int unused = Long.SIZE - element.length * Byte.SIZE;
        return type.kind() == 'i' ? value << unused >> unused : value;
    }
}
