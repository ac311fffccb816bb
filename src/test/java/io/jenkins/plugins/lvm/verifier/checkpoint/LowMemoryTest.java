package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small files that make as many objects of the most expensive kinds as the limits allow. */
class LowMemoryTest {
    private static final String HEAP = "-Xmx256m";
    private static final int TIMEOUT_SECONDS = 300;

    @TempDir
    private Path folder;

    /** What the pickle repeats until a limit stops it; memo entries 0 to 5 are prepared. */
    enum Shape {
        DICTIONARIES(p -> p.ops("}").op('h', 0, 'h', 0, 's')),
        ORDERED(p -> p.op('h', 1, ')', 'R', 'h', 0, 'h', 0, 's')),
        LISTS(p -> p.ops("]").op('h', 0, 'a')),
        TUPLES(p -> p.op('h', 0, 'h', 0, 'h', 0, 0x87)),
        TEXTS(p -> p.ops("U").op(1, 'x')),
        INTEGERS(p -> p.op(0x8a, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
        DOUBLES(p -> p.op('G', 1, 2, 3, 4, 5, 6, 7, 8)),
        NAMESPACES(p -> p.op('h', 2, ')', 'R')),
        ARRAYS(p -> p.op('h', 3, 'h', 4, 'R')),
        SETS(p -> p.op(0x8f, '(', 'h', 0, 0x90)),
        ATTRIBUTES(p -> p.op('h', 2, ')', 'R', 'h', 5, 'b')),
        GLOBALS(p -> p.ops("ctorch\nSize\n")),
        NULLS(p -> p.ops("N"));

        private final Consumer<Pickle> unit;

        Shape(final Consumer<Pickle> unit) {
            this.unit = unit;
        }
    }

    @ParameterizedTest
    @EnumSource
    void picklesOfManyObjectsAreRefused(final Shape shape) throws Exception {
        final Pickle pickle = new Pickle().text("k").op('q', 0, '0');
        pickle.global("collections", "OrderedDict").op('q', 1, '0');
        pickle.global("argparse", "Namespace").op('q', 2, '0');
        pickle.global("numpy.core.multiarray", "_reconstruct").op('q', 3, '0');
        pickle.global("numpy", "ndarray").ops("K").op(0, 0x85, 'C', 1, 'b', 0x87, 'q', 4, '0');
        pickle.ops("}").op('h', 0, 'h', 0, 's', 'q', 5, '0');
        pickle.ops("}").text("x").ops("](");
        for (int i = 0; i < 3_000_000; i++) {
            shape.unit.accept(pickle);
        }
        assertThat(readInSmallHeap(Archives.torchZip(
                        folder.resolve("model.pt"), pickle.ops("es").stop())))
                .startsWith("refused")
                .contains("which is the limit");
    }

    @Test
    void tensorsOfManyAxesAreRefused() throws Exception {
        final long[] ones = new long[64];
        Arrays.fill(ones, 1);
        final byte[] tensor =
                new Pickle().tensor("FloatStorage", "0", 1, 0, ones, ones).stop();
        final String global = "ctorch._utils\n_rebuild_tensor_v2\n";
        final Pickle pickle = new Pickle().ops(global).op('q', 0, '0');
        pickle.raw(Arrays.copyOfRange(tensor, 2 + global.length(), tensor.length - 2))
                .op('q', 1, '0');
        pickle.ops("}").text("x").ops("](");
        for (int i = 0; i < 1_000_000; i++) {
            pickle.op('h', 0, 'h', 1, 'R');
        }
        assertThat(readInSmallHeap(Archives.torchZip(
                        folder.resolve("model.pt"), pickle.ops("es").stop(), Map.of("0", new byte[4]))))
                .startsWith("refused")
                .contains("calls make more than");
    }

    @Test
    void aDirectoryOfManyEntriesIsRead() throws Exception {
        final Map<String, byte[]> storages = new LinkedHashMap<>();
        for (int i = 0; i < 60_000; i++) {
            storages.put(Integer.toString(i, 36), new byte[0]);
        }
        final byte[] pickle = new Pickle().ops("}").text("x").ops("Ns").stop();
        assertThat(readInSmallHeap(Archives.torchZip(folder.resolve("model.pt"), pickle, storages)))
                .startsWith("refused")
                .contains("nothing refers to archive/data/0");
    }

    @Test
    void aSafetensorsHeaderOfManyTensorsIsRead() throws Exception {
        final StringBuilder header = new StringBuilder("{");
        for (int i = 0; header.length() < 8_000_000; i++) {
            header.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(Integer.toString(i, 36))
                    .append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        assertThat(readInSmallHeap(safetensors(header.append('}').toString()))).startsWith("read");
    }

    @Test
    void safetensorsMetadataOfManyValuesIsRefused() throws Exception {
        final String header = "{\"__metadata__\":{\"x\":\"[" + "{},".repeat(2_700_000) + "{}]\"}}";
        assertThat(readInSmallHeap(safetensors(header))).startsWith("refused").contains("more than 1000000 values");
    }

    private Path safetensors(final String header) throws IOException {
        final byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return Files.write(
                folder.resolve("model.pt"),
                ByteBuffer.allocate(8 + text.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .array());
    }

    private String readInSmallHeap(final Path file) throws Exception {
        final Path output = folder.resolve("output.txt");
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    /** The process with the small heap. */
    static final class Reading {
        private Reading() {}

        public static void main(final String[] arguments) {
            try (Checkpoint checkpoint = CheckpointReader.open(Path.of(arguments[0]))) {
                System.out.println("read " + checkpoint.stateDict().names().size());
            } catch (final io.jenkins.plugins.lvm.verifier.contract.VerifierException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
