package io.jenkins.plugins.lvm.verifier.format.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyHeaderTest {

    /** A version 1.0 array of bytes with this header. */
    private static ByteSource array(final String header, final int dataBytes) {
        final byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        final ByteBuffer bytes =
                ByteBuffer.allocate(10 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
        bytes.putShort((short) text.length).put(text);
        return new MemorySource("test", bytes.clear());
    }

    @Test
    void readsWhatNumpyWrites() {
        final NpyHeader header =
                NpyHeader.read(array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }   \n", 24));
        assertThat(header.version()).isEqualTo("1.0");
        assertThat(header.type()).contains(new NumpyType('f', 4, ByteOrder.LITTLE_ENDIAN));
        assertThat(header.fortranOrder()).isFalse();
        assertThat(header.shape()).containsExactly(2L, 3L);
        assertThat(header.elements()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "{\"shape\":(5L,),\"descr\":\"|u1\",\"fortran_order\":True} ; uint8 (5,) ; 5",
                "{'descr': '>i2', 'fortran_order': False, 'shape': ()} ; int16 (big-endian) () ; 2",
                "{'descr': '<U3', 'fortran_order': False, 'shape': (2,)} ; str3 (2,) ; 24",
                "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (0, 7)} ; M8 (0, 7) ; 0",
                "{'descr': [('a', '<f4', (2,)), ('b\\'c', [('d', '|O')])], 'fortran_order': False, 'shape': (1,)}"
                        + " ; structured (1,) ; 9",
            })
    void readsOtherSpellings(final String text, final String description, final int dataBytes) {
        assertThat(NpyHeader.read(array(text, dataBytes)).describe()).isEqualTo(description);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'descr': '<f4', 'fortran_order': False}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (6)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': [2, 3]}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999999999999)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4)}",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
                "{'descr': '<q4', 'fortran_order': False, 'shape': (2, 3)}",
                "{'descr': '<f', 'fortran_order': False, 'shape': (2, 3)}",
                "{'descr': f4, 'fortran_order': False, 'shape': (2, 3)}",
                "{'descr': __import__('os'), 'fortran_order': False, 'shape': (2, 3)}",
                "{'descr': '<f4, 'fortran_order': False, 'shape': (2, 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4)}",
            })
    void refusesEverythingElse(final String text) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> NpyHeader.read(array(text, 24)))
                .withMessageStartingWith("test ");
    }

    @Test
    void refusesDeepNesting() {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> NpyHeader.read(array("{'descr': " + "[".repeat(50_000), 0)))
                .withMessageContaining("nesting");
    }

    @Test
    void decodesIntegersOfEverySize() {
        final byte[] element = {(byte) 0xfe, 1, 2, 3, 4, 5, 6, (byte) 0x87};
        assertThat(List.of("<i8", ">i8", "<u8", ">u8"))
                .extracting(name -> IntegerDecoder.decode(NumpyType.parse(name).orElseThrow(), element))
                .containsExactly(0x87060504030201feL, 0xfe01020304050687L, 0x87060504030201feL, 0xfe01020304050687L);
        assertThat(List.of("|i1", "|u1"))
                .extracting(name -> IntegerDecoder.decode(NumpyType.parse(name).orElseThrow(), element[0]))
                .containsExactly(-2L, 0xfeL);
    }
}
