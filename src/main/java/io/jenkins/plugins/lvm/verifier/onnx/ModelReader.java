package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Attribute;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.AttributeKind;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Graph;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Model;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Node;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.TensorValue;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an ONNX model within limits: what is not needed to compute (documentation, metadata, stated shapes of intermediate values) is
 * left out, and what could compute otherwise than by a standard operator is refused by name.
 */
final class ModelReader {
    static final int MOST_NODES = 100_000;
    private static final int DEEPEST = 8;
    private static final int MOST_VALUES = 200_000;
    private static final long OLDEST_OPSET = 9;
    private static final long NEWEST_OPSET = 22;
    private static final long NEWEST_IR = 10;
    private static final String OLDER = "Export it with opset_version=17.";

    private final FileErrors file;
    private final TensorReader tensors;
    private int nodes;
    private int values;

    ModelReader(FileErrors file) {
        this.file = file;
        this.tensors = new TensorReader(file);
    }

    /**
     * Reads all of a file.
     *
     * @throws VerifierException if it is not a model, or beyond what is supported
     */
    Model read(ByteBuffer bytes) {
        WireReader in = new WireReader(bytes, file);
        long ir = 0;
        long opset = 0;
        Graph graph = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> ir = in.number();
                case 7 -> graph = graph(in.message(), 0);
                case 8 -> opset = Math.max(opset, opset(in.message()));
                case 25 ->
                    throw file.refused(
                            "defines functions of its own, which are not supported.",
                            "Inline them: onnx.save(onnx.inliner.inline_local_functions(onnx.load(\"forward.onnx\")), "
                                    + "\"forward.onnx\").");
                default -> in.skip();
            }
        }
        if (graph == null || ir <= 0) {
            throw file.refused("is not an ONNX graph.", "Name the file that torch.onnx.export wrote.");
        }
        if (ir > NEWEST_IR || opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
            throw file.refused(
                    "uses version " + opset + " of the operators in version " + ir + " of the format; supported are "
                            + OLDEST_OPSET + " to " + NEWEST_OPSET + " in versions up to " + NEWEST_IR + ".",
                    OLDER);
        }
        return new Model(ir, opset, graph);
    }

    /** The version of the standard operators; 0 for a domain that no node of a graph that is accepted uses. */
    private long opset(WireReader in) {
        String domain = "";
        long version = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> domain = in.text();
                case 2 -> version = in.number();
                default -> in.skip();
            }
        }
        return Operators.isStandard(domain) ? version : 0;
    }

    private Graph graph(WireReader in, int depth) {
        if (depth > DEEPEST) {
            throw file.refused("nests more than " + DEEPEST + " graphs.", "Export it without nested conditions.");
        }
        List<Node> found = new ArrayList<>();
        List<TensorValue> initializers = new ArrayList<>();
        List<Value> inputs = new ArrayList<>();
        List<Value> outputs = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> found.add(node(in.message(), depth));
                case 5 -> initializers.add(counted(tensors.read(in.message())));
                case 11 -> inputs.add(counted(value(in.message())));
                case 12 -> outputs.add(counted(value(in.message())));
                case 15 ->
                    throw file.refused(
                            "holds sparse tensors, which are not supported.", "Export the model with dense weights.");
                default -> in.skip();
            }
        }
        return new Graph(found, initializers, inputs, outputs);
    }

    private Node node(WireReader in, int depth) {
        if (++nodes > MOST_NODES) {
            throw file.refused("has more than " + MOST_NODES + " nodes.", "Export a smaller model.");
        }
        String operator = "";
        String name = "";
        String domain = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<Attribute> attributes = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> inputs.add(counted(in.text()));
                case 2 -> outputs.add(counted(in.text()));
                case 3 -> name = in.text();
                case 4 -> operator = in.text();
                case 5 -> attributes.add(attribute(in.message(), depth));
                case 7 -> domain = in.text();
                default -> in.skip();
            }
        }
        Operators.require(operator, domain, name, file);
        return new Node(operator, name, inputs, outputs, attributes);
    }

    private <T> T counted(T value) {
        if (++values > MOST_VALUES) {
            throw file.refused("names more than " + MOST_VALUES + " values.", "Export a smaller model.");
        }
        return value;
    }

    private Attribute attribute(WireReader in, int depth) {
        String name = "";
        long kind = 0;
        float number = 0;
        long integer = 0;
        byte[] text = {};
        TensorValue tensor = null;
        Graph graph = null;
        List<Float> numbers = new ArrayList<>();
        List<Long> integers = new ArrayList<>();
        List<byte[]> texts = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> number = in.float32();
                case 3 -> integer = in.number();
                case 4 -> text = copy(in.piece());
                case 5 -> tensor = tensors.read(in.message());
                case 6 -> graph = graph(in.message(), depth + 1);
                case 7 -> floats(in, numbers);
                case 8 -> longs(in, integers);
                case 9 -> texts.add(counted(copy(in.piece())));
                case 20 -> kind = in.number();
                default -> in.skip();
            }
        }
        for (AttributeKind known : AttributeKind.values()) {
            if (known.code() == kind) {
                Object value =
                        switch (known) {
                            case FLOAT -> number;
                            case INT -> integer;
                            case STRING -> text;
                            case TENSOR -> tensor;
                            case GRAPH -> graph;
                            case FLOATS -> List.copyOf(numbers);
                            case INTS -> List.copyOf(integers);
                            case STRINGS -> List.copyOf(texts);
                        };
                if (value != null) {
                    return new Attribute(name, known, value);
                }
            }
        }
        throw file.refused(
                "has an attribute '" + FileErrors.printable(name) + "' of a kind that is not supported.",
                "Export the model again, with dense tensors only.");
    }

    private static byte[] copy(ByteBuffer piece) {
        byte[] copy = new byte[piece.remaining()];
        piece.get(copy);
        return copy;
    }

    private void floats(WireReader in, List<Float> numbers) {
        if (!in.isPacked()) {
            numbers.add(counted(in.float32()));
            return;
        }
        ByteBuffer packed = in.piece();
        while (packed.remaining() >= Float.BYTES) {
            numbers.add(counted(packed.getFloat()));
        }
    }

    private void longs(WireReader in, List<Long> integers) {
        if (!in.isPacked()) {
            integers.add(counted(in.number()));
            return;
        }
        WireReader packed = in.message();
        while (packed.hasMore()) {
            integers.add(counted(packed.packedNumber()));
        }
    }

    private Value value(WireReader in) {
        String name = "";
        Value typed = new Value("", null, null);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> typed = type(in.message());
                default -> in.skip();
            }
        }
        return new Value(name, typed.type(), typed.shape());
    }

    private Value type(WireReader in) {
        Value found = new Value("", null, null);
        while (in.next()) {
            if (in.field() == 1) {
                found = tensorType(in.message());
            } else {
                in.skip();
            }
        }
        return found;
    }

    private Value tensorType(WireReader in) {
        ElementType type = null;
        long[] shape = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = ElementType.of(in.number()).orElse(null);
                case 2 -> shape = shape(in.message());
                default -> in.skip();
            }
        }
        return new Value("", type, shape);
    }

    private long[] shape(WireReader in) {
        List<Long> sizes = new ArrayList<>();
        while (in.next()) {
            if (in.field() == 1) {
                sizes.add(size(in.message()));
            } else {
                in.skip();
            }
        }
        if (sizes.size() > TensorReader.HIGHEST_RANK) {
            throw file.refused(
                    "has an array of " + sizes.size() + " axes, and " + TensorReader.HIGHEST_RANK + " are supported.",
                    "Export the model again.");
        }
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    /** A size that is 0 or less stands for one that is not known, as exporters write it. */
    private static long size(WireReader in) {
        long size = GraphParts.OPEN;
        while (in.next()) {
            if (in.field() == 1) {
                size = in.number();
            } else {
                in.skip();
            }
        }
        return size > 0 ? size : GraphParts.OPEN;
    }
}
