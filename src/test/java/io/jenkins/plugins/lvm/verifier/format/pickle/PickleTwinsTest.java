package io.jenkins.plugins.lvm.verifier.format.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.checkpoint.Pickle;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.io.ByteArrayInputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Pickles that no pickler writes, read by CPython and by the machines here: either both find the same, or the machine refuses. The
 * oracle is the C unpickler of the Python that also runs torch.
 */
class PickleTwinsTest extends PickleTwins {
    private static Pickle protocol(int version) {
        return new Pickle().op(0x80, version);
    }

    private static byte[] raw(String codes) {
        return new Pickle().ops(codes).stop();
    }

    @Test
    void valuesAreThoseOfPythonOrRefused() throws Exception {
        equal.put(
                "MEMOIZE after a gap overwrites what PUT stored at the number of entries",
                protocol(4)
                        .text("a")
                        .op('q', 0, '0')
                        .text("b")
                        .op('q', 2, '0')
                        .text("c")
                        .op(0x94, '0', 'h', 2)
                        .stop());
        equal.put(
                "MEMOIZE counts entries, not slots",
                protocol(4)
                        .text("a")
                        .op('q', 0, '0')
                        .text("b")
                        .op('q', 5, '0')
                        .text("c")
                        .op(0x94, '0')
                        .text("d")
                        .op(0x94, '0', 'h', 2, 'h', 3, 0x86)
                        .stop());
        refused.put(
                "MEMOIZE after a gap is not where slots are counted",
                protocol(4)
                        .text("a")
                        .op('q', 5, '0')
                        .text("c")
                        .op(0x94, '0', 'h', 6)
                        .stop());
        refused.put("a memo entry that is not there", new Pickle().op('h', 3).stop());

        refused.put("a key twice", raw("}(X\1\0\0\0aK\1X\1\0\0\0aK\2u"));
        refused.put("keys 1 and '1'", raw("}(K\1NX\1\0\0\0001Nu"));
        refused.put(
                "keys 1 and True",
                new Pickle().ops("}(K\1K\7").op(0x88).ops("K\10u").stop());
        refused.put(
                "keys 1.0 and 1",
                new Pickle().ops("}(G?\u00f0\0\0\0\0\0\0K\7K\1K\10u").stop());
        refused.put(
                "keys None and 'None'",
                new Pickle().ops("}(NN").text("None").ops("Nu").stop());
        equal.put(
                "keys of several types",
                new Pickle().ops("}(K\1NK\2NX\1\0\0\0003NNNu").stop());
        refused.put("a list as key", raw("}]Ns"));
        refused.put("keys set in a list", raw("](NNu"));
        refused.put("a mark between a dictionary and its entry", raw("}(X\1\0\0\0aNs1"));

        equal.put("a set", protocol(4).op(0x8f).ops("(K\1K\2").op(0x90).stop());
        refused.put(
                "an element twice", protocol(4).op(0x8f).ops("(K\1K\1").op(0x90).stop());
        refused.put("APPEND to a set", protocol(4).op(0x8f).ops("K\1a").stop());
        refused.put("ADDITEMS to a list", protocol(4).ops("](K\1").op(0x90).stop());
        refused.put("a list in a set", protocol(4).op(0x8f).ops("(]").op(0x90).stop());
        refused.put(
                "NEWOBJ of a set, which makes an empty one",
                new Pickle()
                        .global("builtins", "set")
                        .ops("]K\1a")
                        .op(0x85, 0x81)
                        .stop());
        equal.put(
                "a set by REDUCE",
                new Pickle()
                        .global("__builtin__", "set")
                        .ops("]K\1a")
                        .op(0x85, 'R')
                        .stop());
        refused.put(
                "a name of Python 2 in protocol 4",
                protocol(4)
                        .global("__builtin__", "set")
                        .ops("]K\1a")
                        .op(0x85, 'R')
                        .stop());
        equal.put(
                "a list that changes after a set was made of it",
                new Pickle()
                        .global("builtins", "set")
                        .ops("]q\0K\1a")
                        .op(0x85, 'R', 'h', 0)
                        .ops("K\2a")
                        .op(0x86)
                        .stop());
        refused.put(
                "a name with a dot",
                protocol(4).global("numpy", "core.multiarray.scalar").stop());

        refused.put(
                "a frame beyond the end",
                protocol(4).op(0x95).little(8, 99).ops("N").stop());
        refused.put(
                "a frame of negative length",
                protocol(4).op(0x95).little(8, -1).ops("N").stop());
        refused.put(
                "a frame that cuts an instruction",
                protocol(4).op(0x95).little(8, 2).ops("J\1\2\3\4").stop());
        equal.put("a frame", protocol(4).op(0x95).little(8, 2).ops("N").stop());
        refused.put("more after STOP", new Pickle().ops("N.K\1").stop());
        refused.put("values left over", raw("K\1K\2"));
        refused.put("nothing", raw(""));
        refused.put("protocol 6", protocol(6).ops("N").stop());
        refused.put("POP of a mark", raw("K\1(0"));
        refused.put(
                "a tuple across a mark", new Pickle().ops("K\1(K\2").op(0x86).stop());

        equal.put(
                "integers",
                raw(
                        "(\u008a\0\u008a\1\u0080\u008a\11\1\0\0\0\0\0\0\0\0\u008a\11\0\0\0\0\0\0\0\0\1J\u00ff\u00ff\u00ff\u00ffM\u00ff\u00fft"));
        refused.put(
                "an integer of negative length",
                new Pickle().op(0x8b).little(4, -1).stop());
        refused.put("integers as text", raw("I01\n"));
        equal.put(
                "text",
                new Pickle().text("gr\u00f6\u00dfer \ud83d\ude80 \ufffd").stop());
        refused.put(
                "text that is not UTF-8", new Pickle().ops("X\1\0\0\0\u00ff").stop());
        refused.put(
                "a surrogate", new Pickle().ops("X\3\0\0\0\u00ed\u00a0\u0080").stop());
        equal.put("a string of Python 2", new Pickle().ops("U\2ab").stop());
        refused.put(
                "a string of Python 2 that is not ASCII",
                new Pickle().ops("U\2\u00c3\u00bc").stop());
        refused.put(
                "bytes of text that latin1 cannot hold",
                new Pickle()
                        .global("_codecs", "encode")
                        .text("\u0100")
                        .text("latin1")
                        .op(0x86, 'R')
                        .stop());
        equal.put(
                "bytes of text",
                new Pickle()
                        .global("_codecs", "encode")
                        .text("\u00ff")
                        .text("latin1")
                        .op(0x86, 'R')
                        .stop());

        equal.put(
                "attributes from a dictionary that changes later",
                new Pickle()
                        .global("argparse", "Namespace")
                        .op(')', 0x81)
                        .ops("}q\0X\1\0\0\0aK\1sb")
                        .op('h', 0)
                        .text("b")
                        .ops("K\2s")
                        .op(0x86)
                        .stop());
        refused.put("attributes of a plain dictionary", raw("}}b"));
        equal.put(
                "attributes of an OrderedDict",
                new Pickle()
                        .global("collections", "OrderedDict")
                        .ops(")R}")
                        .text("_metadata")
                        .ops("}sb")
                        .stop());
        refused.put(
                "an attribute that hides a method",
                new Pickle()
                        .global("collections", "OrderedDict")
                        .ops(")R}")
                        .text("keys")
                        .ops("Nsb")
                        .stop());
        refused.put(
                "a defaultdict with content",
                new Pickle()
                        .global("collections", "defaultdict")
                        .global("builtins", "list")
                        .ops("}K\1K\2s")
                        .op(0x86, 'R')
                        .stop());

        equal.put("a big-endian scalar", scalar(true));
        refused.put("the byte order of NumPy's own type", scalar(false));

        String said = python(equal, refused);
        List<String> expected = said.lines().toList();
        int line = 0;
        for (Map.Entry<String, byte[]> twin : equal.entrySet()) {
            assertThat(shown(read(twin.getValue()))).as(twin.getKey()).isEqualTo(expected.get(line++));
        }
        assertRefused(refused, PickleTwinsTest::read);
    }

    private static byte[] scalar(boolean copied) {
        Pickle pickle = new Pickle()
                .global("numpy.core.multiarray", "scalar")
                .global("numpy", "dtype")
                .text("i4");
        if (copied) {
            pickle.op(0x89, 0x88, 0x87);
        } else {
            pickle.op(0x85);
        }
        pickle.ops("R(K\3").text(">").ops("NNN").ops("J\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb");
        return pickle.ops("C\4\0\0\1\2").op(0x86, 'R').stop();
    }

    private static Object read(byte[] pickle) {
        AllowList.Builder<PickleGlobal> globals = new AllowList.Builder<>();
        PlainGlobals.addTo(globals, new CallBudget(1000));
        PickleInput input = new PickleInput(new ByteArrayInputStream(pickle), pickle.length, pickle.length, ERRORS);
        return new PickleReader(input, globals.build(), id -> null, ReadLimits.defaults(), ERRORS).readAll();
    }

    private static String shown(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ":" + shown(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Attributes attributes) {
            return shown(attributes.values());
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PickleTwinsTest::shown).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Tuple tuple) {
            return tuple.items().stream().map(PickleTwinsTest::shown).collect(Collectors.joining(",", "(", ")"));
        }
        if (value instanceof PickledSet set) {
            return set.items().stream().map(PickleTwinsTest::shown).sorted().collect(Collectors.joining(",", "<", ">"));
        }
        if (value instanceof byte[] bytes) {
            return "b" + HexFormat.of().formatHex(bytes);
        }
        return value instanceof String text ? "'" + text + "'" : PickledValues.scalarText(value);
    }
}
