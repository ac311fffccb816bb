package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a hostile file asks for too much of is refused. */
class HostileAmountsTest extends HostileCheckpoints {
    @Test
    void ofNesting() throws IOException {
        final byte[] deep = new byte[5_000_000];
        Arrays.fill(deep, 0, deep.length / 2, (byte) ']');
        Arrays.fill(deep, deep.length / 2, deep.length, (byte) 'a');
        assertRefused(pickled(new Pickle().raw(deep)), "more than 2000000 values");
    }

    @Test
    void ofNestingWithinTheOtherLimits() throws IOException {
        final Pickle pickle = new Pickle().ops("}").text("x");
        pickle.raw("]".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        pickle.raw("a".repeat(99_999).getBytes(StandardCharsets.UTF_8));
        assertRefused(pickled(pickle.ops("s")), "nested more than 200 deep");
    }

    @Test
    void ofMarks() throws IOException {
        assertRefused(pickled(new Pickle().ops("(".repeat(1000))), "nested more than 200 deep");
    }

    @ParameterizedTest
    @CsvSource({"X, 4", "B, 4", "T, 4", "\u008b, 4", "\u008d, 8", "\u008e, 8", "\u0096, 8"})
    void statedByALengthPrefix(final String code, final int bytes) throws IOException {
        for (final long length : new long[] {0x7ffffff0L, -1}) {
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() ->
                            CheckpointReader.open(pickled(new Pickle().ops(code).little(bytes, length))))
                    .withMessageMatching(".* (asks for|holds an integer of) \\d{10,} bytes.*");
        }
    }

    @Test
    void ofInstructions() throws IOException {
        final byte[] many = new byte[12_000_000];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = 'N';
            many[i + 1] = '0';
        }
        assertRefused(pickled(new Pickle().raw(many)), "more than 5000000 instructions");
    }

    @Test
    void ofMemo() throws IOException {
        assertRefused(pickled(new Pickle().ops("N").put(0xfffffff0L)), "memo entry 4294967280");
    }

    @Test
    void ofSharedReferences() throws IOException {
        final Pickle laughs = new Pickle().ops("}").text("x").ops("]").put(0);
        for (int level = 1; level <= 100; level++) {
            laughs.ops("0]").put(level).get(level - 1).ops("a").get(level - 1).ops("a");
        }
        assertRefused(pickled(laughs.ops("s")), "holds more than 1000000 values beside its tensors");
    }

    @Test
    void ofSharedText() throws IOException {
        final Pickle laughs = new Pickle()
                .ops("}")
                .text("x")
                .ops("](")
                .text("a".repeat(1 << 20))
                .put(0);
        for (int i = 0; i < 100; i++) {
            laughs.get(0);
        }
        assertRefused(pickled(laughs.ops("es")), "holds more than 1000000 values beside its tensors");
    }

    @Test
    void ofValuesThatContainThemselves() throws IOException {
        assertRefused(
                pickled(new Pickle().ops("}").text("x").ops("]").put(0).get(0).ops("as")), "contains itself");
    }

    @ParameterizedTest
    @CsvSource({"pathlib, PosixPath", "pathlib, WindowsPath"})
    void ofTextMadeByCalls(final String module, final String name) throws IOException {
        final Pickle pickle = new Pickle()
                .text("a".repeat(1_000_000))
                .put(0)
                .global(module, name)
                .ops("(");
        for (int i = 0; i < 1000; i++) {
            pickle.get(0);
        }
        assertRefused(pickled(pickle.ops("tR")), "calls make more than");
    }

    @Test
    void ofBytesMadeByCalls() throws IOException {
        final Pickle pickle =
                new Pickle().text("a".repeat(1_000_000)).put(0).text("latin1").put(1);
        for (int i = 0; i < 1000; i++) {
            pickle.global("_codecs", "encode").get(0).get(1).op(0x86).ops("R");
        }
        assertRefused(pickled(pickle), "calls make more than");
    }

    @Test
    void ofTextMadeByNumpy() throws IOException {
        final Pickle pickle =
                new Pickle().global("numpy", "dtype").text("U1000").op(0x85, 'R', 'q', 0, '0');
        pickle.ops("B").little(4, 4000).raw(new byte[4000]).op('q', 1, '0');
        pickle.global("numpy.core.multiarray", "scalar").op('q', 2, '0');
        pickle.ops("(");
        for (int i = 0; i < 100_000; i++) {
            pickle.op('h', 2, 'h', 0, 'h', 1, 0x86, 'R');
        }
        assertRefused(pickled(pickle.ops("t")), "calls make more than");
    }

    @Test
    void ofTensorsMadeByCalls() throws IOException {
        final byte[] tensor = new Pickle()
                .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
                .stop();
        // the callable and its arguments are stored once, then called again and again
        final String global = "ctorch._utils\n_rebuild_tensor_v2\n";
        final Pickle pickle = new Pickle().ops(global).put(0).ops("0");
        pickle.raw(Arrays.copyOfRange(tensor, 2 + global.length(), tensor.length - 2))
                .put(1)
                .ops("0");
        for (int i = 0; i < 1_000_000; i++) {
            pickle.op('h', 0, 'h', 1, 'R', '0');
        }
        assertRefused(
                Archives.torchZip(folder.resolve("model.pt"), pickle.stop(), Map.of("0", new byte[4])),
                "calls make more than");
    }

    @Test
    void ofElementsExpandedFromFew() throws IOException {
        assertRefused(
                withTensor(
                        new Pickle().tensor("FloatStorage", "0", 1, 0, new long[] {1L << 50}, new long[] {0}),
                        Map.of("0", new byte[4])),
                "expanded from a storage of 1");
    }

    @Test
    void ofElementsOverAllTensors() throws IOException {
        final Pickle pickle = new Pickle().ops("}");
        for (int i = 0; i < 20; i++) {
            pickle.text("w" + i);
            final byte[] tensor = new Pickle()
                    .tensor("FloatStorage", "0", 1, 0, new long[] {1 << 20}, new long[] {0})
                    .stop();
            pickle.raw(Arrays.copyOfRange(tensor, 2, tensor.length - 1)).ops("s");
        }
        final Path file = Archives.torchZip(folder.resolve("model.pt"), pickle.stop(), Map.of("0", new byte[4]));
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            assertRefused(file, checkpoint::stateDict, "far more elements than the file has room for");
        }
    }

    /** Versions of PyTorch set such a state on the tensor, or negate its values, and load other weights than those stored. */
    @Test
    void ofStatesThatChangeATensor() throws IOException {
        Map<String, byte[]> storages = Map.of("0", new byte[4]);
        byte[] stored = new Pickle()
                .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
                .stop();
        byte[] tensor = Arrays.copyOfRange(stored, 2, stored.length - 1);
        for (String attribute : new String[] {"data", "real", "__class__"}) {
            Pickle parameter = new Pickle()
                    .global("torch._utils", "_rebuild_parameter_with_state")
                    .ops("(")
                    .raw(tensor)
                    .op(0x89)
                    .ops("}}")
                    .text(attribute)
                    .ops("NstR");
            assertRefused(withTensor(parameter, storages), "arguments of torch._utils._rebuild_parameter_with_state");
        }
        String arguments = new String(tensor, StandardCharsets.ISO_8859_1);
        Pickle negated = new Pickle()
                .ops(arguments.substring(0, arguments.length() - 2) + "}")
                .text("neg")
                .op(0x88)
                .ops("stR");
        assertRefused(withTensor(negated, storages), "a negated or conjugated view");
        assertRefused(
                withTensor(
                        new Pickle().ops(arguments.replace("cpu", "meta").replace("\3\0\0\0meta", "\4\0\0\0meta")),
                        storages),
                "without a place for its values");
    }

    /** Few values far apart in a large storage, many times over: reading each span would take minutes. */
    @Test
    void ofBytesBetweenFewElements() throws IOException {
        int storage = 1 << 20;
        byte[] pickle = dictOf(2000, i -> new Pickle()
                .tensor("FloatStorage", "0", storage, 0, new long[] {2}, new long[] {storage - 1}));
        Path file = Archives.torchZip(folder.resolve("model.pt"), pickle, Map.of("0", new byte[storage * Float.BYTES]));
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            assertRefused(file, checkpoint::stateDict, "spread over far more bytes than the file has");
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void ofManySmallTensorsAreLookedAtSoon() throws IOException {
        byte[] pickle = dictOf(
                20_000, i -> new Pickle().tensor("HalfStorage", "0", 64, i % 32, new long[] {4, 4}, new long[] {1, 4}));
        Path file = Archives.torchZip(folder.resolve("model.pt"), pickle, Map.of("0", new byte[128]));
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            assertThat(checkpoint.stateDict().health().weights()).isEqualTo(320_000);
        }
    }

    /** A pickle of tensors named w0, w1, … */
    private byte[] dictOf(int count, IntFunction<Pickle> tensor) {
        Pickle pickle = new Pickle().ops("}");
        for (int i = 0; i < count; i++) {
            byte[] whole = tensor.apply(i).stop();
            // Without the opcodes of a pickle's beginning and end.
            pickle.text("w" + i)
                    .raw(Arrays.copyOfRange(whole, 2, whole.length - 1))
                    .ops("s");
        }
        return pickle.stop();
    }
}
