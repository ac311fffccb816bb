package io.jenkins.plugins.lvm.verifier.format.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.checkpoint.Pickle;
import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Columns of object arrays, read by CPython and by the reader of symbols: either both find the same, or the reader refuses. */
class PickledColumnTwinsTest extends PickleTwins {
    /** An object array of two dicts, as numpy pickles it, with some instructions in each place. */
    private static byte[] rows(String shape, String first, String second, String afterwards) {
        return new Pickle()
                .op(0x80, 4)
                .global("numpy.core.multiarray", "_reconstruct")
                .global("numpy", "ndarray")
                .ops("K\0")
                .op(0x85)
                .ops("C\1b")
                .op(0x87, 'R')
                .ops("(K\1" + shape)
                .global("numpy", "dtype")
                .text("O8")
                .op(0x89, 0x88, 0x87)
                .ops("R(K\3")
                .text("|")
                .ops("NNN")
                .ops("J\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK?tb")
                .op(0x89)
                .ops("](" + first + second + "etb" + afterwards)
                .stop();
    }

    @Test
    void columnsAreThoseOfPythonOrRefused() throws Exception {
        String two = "K\2\u0085";
        String plain = "}X\1\0\0\0iK\7s";
        equal.put("plain", rows(two, plain, "}X\1\0\0\0iK\10s", ""));
        equal.put(
                "MEMOIZE after a gap overwrites", rows(two, "K\1q\0000K\3q\0020K\5\u00940}X\1\0\0\0ih\2s", plain, ""));
        equal.put("the last entry counts", rows(two, "}X\1\0\0\0iK\1sX\1\0\0\0iK\2s", plain, ""));
        equal.put("a long integer of a small value", rows(two, "}X\1\0\0\0i\u008a\11\5\0\0\0\0\0\0\0\0s", plain, ""));
        refused.put("MEMOIZE counts entries", rows(two, "K\1q\0050K\5\u00940}X\1\0\0\0ih\6s", plain, ""));
        refused.put("another shape", rows("K\1K\2\u0086", plain, plain, ""));
        refused.put("too few rows", rows("K\1\u0085", plain, "", ""));
        refused.put("an entry across a mark", rows(two, "}(X\1\0\0\0iK\7s1", plain, ""));
        refused.put("a list as key", rows(two, "}]K\7s", plain, ""));
        refused.put("elements added to a list", rows(two, "](K\1\u00900}", plain, ""));
        refused.put("text that is not UTF-8", rows(two, "}X\1\0\0\0\u00ffK\7s", plain, ""));
        refused.put("long text that is not UTF-8", rows(two, "}X\0\2\0\0" + "a".repeat(511) + "\u00ffK\7s", plain, ""));
        refused.put("a string of Python 2 that is not ASCII", rows(two, "}U\1\u00ffK\7s", plain, ""));
        refused.put("more after STOP", rows(two, plain, plain, ".N"));
        refused.put("a frame beyond the end", rows(two, "\u0095\u00ff\u00ff\0\0\0\0\0\0" + plain, plain, ""));

        List<String> expected = python(equal, refused).lines().toList();
        int line = 0;
        for (Map.Entry<String, byte[]> twin : equal.entrySet()) {
            String column = LongStream.of(column(twin.getValue()))
                    .mapToObj(value -> "{i:" + value + "}")
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(column).as(twin.getKey()).isEqualTo(expected.get(line++));
        }
        assertRefused(refused, PickledColumnTwinsTest::column);
    }

    /** The integers under key i of two rows. */
    private static long[] column(byte[] pickle) {
        List<Integer> rows = new ArrayList<>();
        Map<Integer, Integer> symbols = new LinkedHashMap<>();
        SymbolReader.Listener listener = new SymbolReader.Listener() {
            @Override
            public void entry(int dict, int key, int value) {
                symbols.put(dict, value);
            }

            @Override
            public void element(int dict) {
                rows.add(dict);
            }
        };
        PickleInput input = PickleInput.of(new MemorySource("twin", ByteBuffer.wrap(pickle)), 0, ERRORS);
        SymbolReader reader = new SymbolReader(input, List.of("i"), 2, 1000, listener, ERRORS);
        reader.read();
        return rows.stream()
                .mapToLong(dict -> reader.integer(symbols.get(dict)).getAsLong())
                .toArray();
    }
}
