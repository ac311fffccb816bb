package io.jenkins.plugins.lvm.verifier.onnx;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a graph is made of. Only what is here is read from a file, and only what is here is given to ONNX Runtime. */
final class GraphParts {
    /** A size that the graph leaves open. */
    static final long OPEN = -1;

    private GraphParts() {}

    /**
     * A file.
     *
     * @param irVersion version of the format
     * @param opset version of the standard operators
     */
    record Model(long irVersion, long opset, Graph graph) {}

    record Graph(List<Node> nodes, List<TensorValue> initializers, List<Value> inputs, List<Value> outputs) {
        Graph {
            nodes = List.copyOf(nodes);
            initializers = List.copyOf(initializers);
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * An operator at work.
     *
     * @param name what the exporter calls it; may be empty
     * @param inputs names of the values that it reads; empty where an optional one is left out
     */
    record Node(String operator, String name, List<String> inputs, List<String> outputs, List<Attribute> attributes) {
        Node {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            attributes = List.copyOf(attributes);
        }

        /** The attribute's integer, or what it is otherwise. */
        long integer(String attribute, long otherwise) {
            return attributes.stream()
                    .filter(each -> each.name().equals(attribute) && each.value() instanceof Long)
                    .map(each -> (Long) each.value())
                    .findFirst()
                    .orElse(otherwise);
        }

        List<Graph> subgraphs() {
            return attributes.stream()
                    .map(Attribute::value)
                    .filter(Graph.class::isInstance)
                    .map(Graph.class::cast)
                    .toList();
        }
    }

    /** Kinds of attributes, as {@code AttributeProto.AttributeType} numbers them. */
    enum AttributeKind {
        FLOAT(1),
        INT(2),
        STRING(3),
        TENSOR(4),
        GRAPH(5),
        FLOATS(6),
        INTS(7),
        STRINGS(8);

        private final int code;

        AttributeKind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /**
     * @param value by kind: a Float, a Long, bytes, a {@link TensorValue}, a {@link Graph}, or a list of Floats, Longs or bytes
     */
    record Attribute(String name, AttributeKind kind, Object value) {}

    /**
     * Numbers in a graph.
     *
     * @param name empty in an attribute
     * @param raw little-endian, in row-major order; null where the graph refers to another file, which is never opened
     */
    record TensorValue(String name, ElementType type, long[] shape, @Nullable ByteBuffer raw) {
        long elements() {
            return count(shape);
        }
    }

    /**
     * An input or an output.
     *
     * @param type null if it is not a tensor of a known type
     * @param shape null if the graph does not state it; {@link #OPEN} where it leaves a size open
     */
    record Value(String name, @Nullable ElementType type, long @Nullable [] shape) {
        int rank() {
            return shape == null ? -1 : shape.length;
        }
    }

    /** Elements of a tensor of this shape, which the reader has bounded. */
    static long count(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** A shape in words, such as {@code [batch, 5, 768]}. */
    static String shown(long @Nullable [] shape) {
        return shape == null
                ? "an unknown shape"
                : Arrays.stream(shape)
                        .mapToObj(size -> size == OPEN ? "any" : Long.toString(size))
                        .collect(Collectors.joining(", ", "[", "]"));
    }
}
