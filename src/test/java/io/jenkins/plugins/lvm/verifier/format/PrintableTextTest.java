package io.jenkins.plugins.lvm.verifier.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"val_cosine", "Größe 3 µm", "模型.weight", "a b\\c", "\ud83d\ude80"})
    void leavesWhatCanBeSeen(String text) {
        assertThat(PrintableText.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, '\n', '\r', '\t', 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x200b, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a,
                0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x3164, 0xe000, 0xfeff, 0xfe0f, 0xfffe, 0xd800,
                0xdfff
            })
    void showsWhatCannotBeSeenAsAnEscape(int unit) {
        assertThat(PrintableText.of("a" + (char) unit + "b")).isEqualTo("a\\u%04xb".formatted(unit));
    }

    @Test
    void showsBothUnitsBeyondTheBasicPlane() {
        assertThat(PrintableText.of(Character.toString(0xe0041))).isEqualTo("\\udb40\\udc41");
        assertThat(PrintableText.of("\udc00\ud800")).isEqualTo("\\udc00\\ud800");
    }

    @Test
    void cutsLongText() {
        assertThat(PrintableText.of("x".repeat(120))).isEqualTo("x".repeat(120));
        assertThat(PrintableText.of("x".repeat(121))).isEqualTo("x".repeat(120) + "...");
        assertThat(PrintableText.of("\ud83d\ude80".repeat(3), 2)).isEqualTo("\ud83d\ude80".repeat(2) + "...");
        assertThat(PrintableText.of(null)).isEqualTo("null");
    }
}
