package io.jenkins.plugins.lvm.verifier.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x08, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x061C, 0x200B, 0x200C, 0x200D,
                0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068,
                0x2069, 0xD800, 0xDFFF, 0xFEFF, 0xFFFE
            })
    void whatWouldBeObeyedIsShown(int unit) {
        assertThat(PrintableText.of("a" + (char) unit + "b")).isEqualTo(String.format("a\\u%04Xb", unit));
    }

    @Test
    void aTagBeyondTheFirstPlaneIsShownInBothItsUnits() {
        assertThat(PrintableText.of(new String(Character.toChars(0xE0041)))).isEqualTo("\\uDB40\\uDC41");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "layers.0.weight", "Modell für Übung ×2 – α", "模型.pt", "نموذج", "𝔸🙂", "a\\u0041"})
    void whatCanBeSeenStaysAsItIs(String text) {
        assertThat(PrintableText.of(text)).isSameAs(text);
    }

    @Test
    void nothingStaysNothing() {
        assertThat(PrintableText.of(null)).isNull();
        assertThat(PrintableText.of(null, 3)).isNull();
    }

    @Test
    void longTextsAreCutBetweenCharacters() {
        assertThat(PrintableText.of("abc", 3)).isEqualTo("abc");
        assertThat(PrintableText.of("abcd", 3)).isEqualTo("abc...");
        assertThat(PrintableText.of("a🙂b", 2)).isEqualTo("a...");
        assertThat(PrintableText.of("\n\n\n", 2)).isEqualTo("\\u000A\\u000A...");
    }
}
