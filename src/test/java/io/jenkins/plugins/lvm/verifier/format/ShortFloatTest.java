package io.jenkins.plugins.lvm.verifier.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortFloatTest {

    /** The definition: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
    @Test
    void widensEveryFloat16() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = bits >> 10 & 31;
            double fraction = (bits & 1023) / 1024.0;
            double magnitude =
                    switch (exponent) {
                        case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                        case 0 -> Math.scalb(fraction, -14);
                        default -> Math.scalb(1 + fraction, exponent - 15);
                    };
            assertThat(Double.valueOf(ShortFloat.float16((short) bits)))
                    .as("%04x", bits)
                    .isEqualTo(Double.valueOf(bits >> 15 == 0 ? magnitude : -magnitude));
        }
    }

    /** The definition: sign, 8 bits of exponent with bias 127, 7 bits of fraction. */
    @Test
    void widensEveryBfloat16() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = bits >> 7 & 255;
            double fraction = (bits & 127) / 128.0;
            double magnitude =
                    switch (exponent) {
                        case 255 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                        case 0 -> Math.scalb(fraction, -126);
                        default -> Math.scalb(1 + fraction, exponent - 127);
                    };
            assertThat(Double.valueOf(ShortFloat.bfloat16((short) bits)))
                    .as("%04x", bits)
                    .isEqualTo(Double.valueOf(bits >> 15 == 0 ? magnitude : -magnitude));
        }
    }
}
