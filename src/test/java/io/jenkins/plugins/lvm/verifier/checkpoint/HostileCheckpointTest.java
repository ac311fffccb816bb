package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged or made to harm are refused in one sentence, soon and in little memory. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileCheckpointTest {
    private static final String NOT_EXECUTED = "nothing was executed";

    @TempDir
    private Path folder;

    private static void assertRefused(final Path file, final String... words) {
        assertRefused(file, () -> CheckpointReader.open(file).close(), words);
    }

    private static void assertRefused(final Path file, final ThrowingCallable reading, final String... words) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(reading)
                .withMessageStartingWith(file + " ")
                .withMessageEndingWith(".")
                .withMessageContainingAll(words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(600));
    }

    private Path file(final String content) throws IOException {
        return Files.writeString(folder.resolve("model.pt"), content, StandardCharsets.ISO_8859_1);
    }

    private Path pickled(final Pickle pickle) throws IOException {
        return Archives.torchZip(folder.resolve("model.pt"), pickle.stop());
    }

    /** A dictionary with one tensor {@code w}. */
    private Path withTensor(final Pickle tensor, final Map<String, byte[]> storages) throws IOException {
        return Archives.torchZip(
                folder.resolve("model.pt"),
                new Pickle()
                        .ops("}")
                        .text("w")
                        .raw(Arrays.copyOfRange(tensor.stop(), 2, tensor.stop().length - 2))
                        .ops("s")
                        .stop(),
                storages);
    }

    @Nested
    class References {
        @ParameterizedTest
        @CsvSource({
            "system, posix.system",
            "eval, __builtin__.eval",
            "getattr, builtins.getattr",
            "popen, commands.Popen", // as Python 2 called it, which protocol 2 keeps
            "load_from_bytes, torch.storage._load_from_bytes",
            "import, __builtin__.__import__",
            "whole_module, torch.nn.modules.linear.Linear"
        })
        void areRefusedByName(final String attack, final String name) {
            final Path fixtures = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
            assertRefused(fixtures.resolve("hostile_" + attack + ".pt"), "refers to " + name, NOT_EXECUTED);
            if (!attack.equals("whole_module")) {
                assertRefused(
                        fixtures.resolve("hostile_" + attack + "_protocol4.pt"),
                        "refers to " + name.replace("__builtin__", "builtins").replace("commands", "subprocess"),
                        NOT_EXECUTED);
            }
            assertThat(fixtures.resolve("executed")).doesNotExist();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4})
        void areRefusedInEveryPickleOfALegacyFile(final int pickle) {
            final Path fixtures = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
            assertRefused(fixtures.resolve("hostile_legacy_" + pickle + ".pt"), "refers to posix.system", NOT_EXECUTED);
            assertThat(fixtures.resolve("executed")).doesNotExist();
        }

        @Test
        void ofTorchScriptAreNamed() {
            final Path fixtures = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
            assertRefused(fixtures.resolve("torchscript.pt"), "is a TorchScript archive");
        }

        @Test
        void areMadeFitForAMessage() throws IOException {
            assertRefused(
                    pickled(new Pickle()
                            .text("x\n\u001b[31m" + "y".repeat(500))
                            .text("z")
                            .op(0x93)),
                    "refers to x\\u000A\\u001B[31myyy");
        }

        @ParameterizedTest
        @CsvSource({"i, INST", "o, OBJ", "P, PERSID of protocol 0", "\u0082, EXT", "\u0097, BUFFER", "\u0092, NEWOBJ_EX"
        })
        void byOtherInstructionsAreRefused(final String code, final String name) throws IOException {
            assertRefused(pickled(new Pickle().ops(code)), "uses the pickle instruction", name);
        }

        @Test
        void thatMayOnlyBeMentionedAreNotCalled() throws IOException {
            assertRefused(
                    pickled(new Pickle()
                            .global("builtins", "bytes")
                            .integer(1L << 40)
                            .op(0x85)
                            .ops("R")),
                    "calls builtins.bytes, which is not supported");
        }

        @Test
        void outsideOfThePickleAreRefused() throws IOException {
            assertRefused(pickled(new Pickle().text("module").ops("Q")), "outside of its pickle that is not a storage");
        }
    }

    @Nested
    class Amounts {
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
                        .isThrownBy(() -> CheckpointReader.open(
                                pickled(new Pickle().ops(code).little(bytes, length))))
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
                laughs.ops("0]")
                        .put(level)
                        .get(level - 1)
                        .ops("a")
                        .get(level - 1)
                        .ops("a");
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
                    pickled(new Pickle()
                            .ops("}")
                            .text("x")
                            .ops("]")
                            .put(0)
                            .get(0)
                            .ops("as")),
                    "contains itself");
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
            final Pickle pickle = new Pickle()
                    .text("a".repeat(1_000_000))
                    .put(0)
                    .text("latin1")
                    .put(1);
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
                assertRefused(
                        withTensor(parameter, storages), "arguments of torch._utils._rebuild_parameter_with_state");
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
            Path file =
                    Archives.torchZip(folder.resolve("model.pt"), pickle, Map.of("0", new byte[storage * Float.BYTES]));
            try (Checkpoint checkpoint = CheckpointReader.open(file)) {
                assertRefused(file, checkpoint::stateDict, "spread over far more bytes than the file has");
            }
        }

        @Test
        @Timeout(value = 20, unit = TimeUnit.SECONDS)
        void ofManySmallTensorsAreLookedAtSoon() throws IOException {
            byte[] pickle = dictOf(20_000, i -> new Pickle()
                    .tensor("HalfStorage", "0", 64, i % 32, new long[] {4, 4}, new long[] {1, 4}));
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

    @Nested
    class Damage {
        @Test
        void ofTheFileAsAWhole() throws IOException {
            assertRefused(file(""), "is empty");
            assertRefused(folder, "is a folder");
            assertRefused(file("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"), "is a Git LFS pointer");
            assertRefused(file("hello"), "is not a checkpoint in a known format");
            assertRefused(file("\u0089HDF\r\n"), "is not a checkpoint in a known format");
            assertRefused(file("a".repeat(257) + "ustar"), "is a tar file");
            assertRefused(file("PK\3\4"), "is not a complete zip archive");
            final Path device = Path.of("/dev/null");
            if (Files.exists(device)) {
                assertRefused(device, "not a regular file");
            }
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() -> CheckpointReader.open(folder.resolve("absent.pt")))
                    .withMessageEndingWith("absent.pt does not exist.")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(VerifierException.Reason.NOT_FOUND));
        }

        @Test
        void ofArchivesThatAreSomethingElse() throws IOException {
            final Path file = folder.resolve("model.pt");
            assertRefused(Archives.stored(file, Map.of("a/b.txt", new byte[1])), "with no data.pkl");
            assertRefused(Archives.stored(file, Map.of("contexts.npy", new byte[1])), "is a NumPy archive");
            assertRefused(
                    Archives.stored(file, Map.of("a/data.pkl", new byte[1], "b/data.pkl", new byte[1])),
                    "with more than one data.pkl");
        }

        @Test
        void ofStorages() throws IOException {
            final Pickle tensor = new Pickle().tensor("FloatStorage", "0", 4, 0, new long[] {4}, new long[] {1});
            assertRefused(withTensor(tensor, Map.of()), "lacks archive/data/0");
            assertRefused(
                    withTensor(tensor, Map.of("0", new byte[15])), "archive/data/0 has 15 bytes where 16 are needed");
            assertRefused(
                    withTensor(
                            new Pickle().tensor("FloatStorage", "0", Long.MAX_VALUE, 0, new long[] {1}, new long[] {1}),
                            Map.of("0", new byte[16])),
                    "is said to have 9223372036854775807 elements");
            assertRefused(
                    withTensor(
                            new Pickle().tensor("QInt8Storage", "0", 1, 0, new long[] {1}, new long[] {1}), Map.of()),
                    "refers to torch.QInt8Storage");
        }

        @Test
        void ofGeometry() throws IOException {
            for (final long[][] geometry : new long[][][] {
                {{0}, {5}, {1}},
                {{1}, {4}, {1}},
                {{-1}, {4}, {1}},
                {{0}, {2, 2}, {3, 2}},
                {{0}, {2}, {-1}},
                {{0}, {-2}, {1}},
                {{0}, {2}, {1, 1}},
                {{Long.MAX_VALUE}, {2}, {1}},
                {{0}, {3}, {Long.MAX_VALUE}},
                {{0}, {Long.MAX_VALUE, Long.MAX_VALUE}, {0, 0}},
            }) {
                assertRefused(
                        withTensor(
                                new Pickle().tensor("FloatStorage", "0", 4, geometry[0][0], geometry[1], geometry[2]),
                                Map.of("0", new byte[16])),
                        "does not fit into its storage 0 of 4 elements");
            }
        }

        @Test
        void ofAnArchiveWithTooManyEntries() throws IOException {
            final Map<String, byte[]> entries = new LinkedHashMap<>();
            entries.put("archive/data.pkl", new Pickle().ops("}").stop());
            for (int i = 0; i < 80_000; i++) {
                entries.put("archive/data/" + i, new byte[0]);
            }
            assertRefused(
                    Archives.stored(folder.resolve("model.pt"), entries), "directory has more than 4194304 bytes");
        }

        @Test
        void ofArchivesThatArePackedAgain() throws IOException {
            final Path file = folder.resolve("model.pt");
            try (OutputStream out = Files.newOutputStream(file);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry("archive/data.pkl"));
                zip.write(new Pickle().ops("}X").little(4, 100 << 20).stop());
                zip.write(new byte[100 << 20]);
            }
            assertThat(Files.size(file)).isLessThan(1 << 20);
            assertRefused(file, "is not an archive as torch.save writes it: the entry archive/data.pkl is compressed.");
        }

        @Test
        void ofABombInThePickle() throws IOException {
            final ByteBuffer bomb = ByteBuffer.allocate((65 << 20) + 16);
            bomb.put(new Pickle().ops("}X").little(4, 65 << 20).stop());
            assertRefused(
                    Archives.torchZip(folder.resolve("model.pt"), bomb.array()),
                    "holds a pickle of more than 67108864 bytes");
        }

        @Test
        void ofSafetensors() throws IOException {
            final String one = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
            CheckpointReader.open(safetensors(one + "}", 4)).close();
            assertRefused(safetensors(one + "}", 3), "ends in the middle of its tensors");
            assertRefused(safetensors(one + "}", 5), "do not end where the file ends");
            assertRefused(safetensors(one.replace("[1]", "[2]") + "}", 4), "does not fit into its storage");
            assertRefused(safetensors(one.replace("[1]", "[0]") + "}", 4), "of shape [0] and type float32 has 4 bytes");
            assertRefused(safetensors(one.replace("F32", "F8_E5M2") + "}", 4), "unsupported type F8_E5M2");
            assertRefused(safetensors(one.replace("[0,4]", "[4,0]") + "}", 4), "has no shape or no place");
            assertRefused(
                    safetensors(one + "," + one.substring(1).replace("\"a\"", "\"b\"") + "}", 4),
                    "overlap or leave gaps");
            assertRefused(safetensors(one + "," + one.substring(1) + "}", 4), "a occurs twice");
            assertRefused(safetensors(one + "}{}", 4), "cannot be understood");
            assertRefused(safetensors(one + "}\n", 4), "other text than spaces");
            assertRefused(safetensors(one.replace("[1]", "[1.0]") + "}", 4), "else than natural numbers");
            assertRefused(safetensors(one.replace("[1]", "[\"1\"]") + "}", 4), "else than natural numbers");
            assertRefused(safetensors(one.replace("[1]", "[1],\"shape\":[1]") + "}", 4), "shape occurs twice");
            assertRefused(safetensors(one.replace("[1]", "[1],\"x\":0") + "}", 4), "the unknown field x");
            assertRefused(safetensors(one + ",\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 4), "k occurs twice");
            assertRefused(safetensors(one + ",\"__metadata__\":{\"k\":1}}", 4), "something else stands where a text");
            assertRefused(safetensors(one.replace("\"a\"", "\"\\ud800\"") + "}", 4), "holds half a character");
            CheckpointReader.open(safetensors(one + "}   ", 4)).close();
            assertRefused(safetensors(one, 4), "JSON cannot be understood");
            assertRefused(safetensors("{\"a\":" + "[".repeat(100_000), 4), "JSON cannot be understood");
            assertRefused(
                    safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(99) + "1]}}", 4),
                    "more than 64 axes");
            assertRefused(safetensors("{" + " ".repeat(9 << 20), 0), "is beyond the limit of");
            final byte[] cut = Files.readAllBytes(safetensors(one + "}", 4));
            Files.write(folder.resolve("model.pt"), Arrays.copyOf(cut, 20));
            assertRefused(folder.resolve("model.pt"), "ends in the middle of its safetensors header");
        }

        private Path safetensors(final String header, final int data) throws IOException {
            final byte[] text = header.getBytes(StandardCharsets.UTF_8);
            final ByteBuffer all = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
            all.putLong(text.length).put(text);
            return Files.write(folder.resolve("model.pt"), all.array());
        }
    }

    /** Whatever happens to the bytes of a file, the only exception that gets out is the one with a sentence for the user. */
    @Nested
    class Accidents {
        @ParameterizedTest
        @ValueSource(strings = {"bare_ordered.pt", "legacy_bare.pt", "model.safetensors"})
        void cuttingOffIsNoticedAtEveryByte(final String name) throws IOException {
            final byte[] good = Files.readAllBytes(
                    PythonFixtures.run("checkpoint_fixtures.py", "checkpoint").resolve(name));
            final Path file = folder.resolve("model.pt");
            for (int length = 0; length < good.length; length++) {
                Files.write(file, Arrays.copyOf(good, length));
                assertRefused(file, "");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"trainer.pt", "legacy_trainer.pt", "model.safetensors", "metadata_protocol4.pt"})
        void changedBytesGiveASentenceOrAnotherCheckpoint(final String name) throws IOException {
            final byte[] good = Files.readAllBytes(
                    PythonFixtures.run("checkpoint_fixtures.py", "checkpoint").resolve(name));
            final Path file = folder.resolve("model.pt");
            final int step = 1 + good.length / 1000;
            int refused = 0;
            for (int at = 0; at < good.length; at += step) {
                final byte[] bad = good.clone();
                bad[at] = (byte) (at / step % 2 == 0 ? ~bad[at] : bad[at] + 1);
                Files.write(file, bad);
                refused += tryAll(file, ReadLimits.defaults()) ? 0 : 1;
            }
            assertThat(refused).isBetween(good.length / step / 20, good.length / step);
        }
    }

    /** Reads all that there is; false if it was refused in the way meant for users. */
    static boolean tryAll(final Path file, final ReadLimits limits) {
        try (Checkpoint checkpoint = CheckpointReader.open(file, limits)) {
            checkpoint.claim();
            checkpoint.declaredType();
            final StateDict state = checkpoint.stateDict();
            state.names().forEach(name -> assertThat(state.floats(name))
                    .hasSize((int) state.tensor(name).elements()));
            state.health();
            return true;
        } catch (final VerifierException e) {
            assertThat(e.getMessage()).contains(file.toString()).endsWith(".");
            return false;
        }
    }
}
