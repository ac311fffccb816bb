package io.jenkins.plugins.lvm.verifier.format;

/**
 * The two floats of 16 bits, both widened to float32 exactly.
 *
 * <pre>
 * float16  (IEEE 754 binary16)  s eeeee ffffffffff        1 sign, 5 exponent (bias 15), 10 fraction bits
 * bfloat16                      s eeeeeeee fffffff        1 sign, 8 exponent (bias 127), 7 fraction bits
 * float32  (IEEE 754 binary32)  s eeeeeeee fff...fff      1 sign, 8 exponent (bias 127), 23 fraction bits
 * </pre>
 *
 * A bfloat16 is the upper half of a float32. A float16's exponent and fraction, moved up by the 13 bits that float32's fraction is
 * longer, are those of a float32 whose value is too small by the difference of the biases, 2<sup>127 - 15</sup>: one multiplication
 * mends that, and makes normal numbers of the subnormal ones, too. Infinity and NaN, whose exponent is all ones in both, stay apart.
 */
public final class ShortFloat {
    private static final int SIGN = 0x8000;
    private static final int MAGNITUDE = 0x7fff;
    private static final int INFINITY_16 = 0x7c00;
    private static final int INFINITY_32 = 0x7f800000;
    private static final int FRACTION_SHIFT = 13;
    private static final float BIAS_DIFFERENCE = 0x1p112f;

    private ShortFloat() {}

    /** The value of a float16; a NaN keeps its sign and payload. */
    public static float float16(short bits) {
        int sign = (bits & SIGN) << Short.SIZE;
        int magnitude = bits & MAGNITUDE;
        int shifted = magnitude << FRACTION_SHIFT;
        if (magnitude >= INFINITY_16) {
            return Float.intBitsToFloat(sign | INFINITY_32 | shifted);
        }
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(Float.intBitsToFloat(shifted) * BIAS_DIFFERENCE));
    }

    /** The value of a bfloat16. */
    public static float bfloat16(short bits) {
        return Float.intBitsToFloat(bits << Short.SIZE);
    }
}
