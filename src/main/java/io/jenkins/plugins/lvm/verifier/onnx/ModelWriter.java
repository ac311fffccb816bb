package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Attribute;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Graph;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Model;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Node;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.TensorValue;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Value;
import java.util.List;

/**
 * Writes a model anew from the parts that were read, so that ONNX Runtime sees what was checked and nothing else: two parsers that
 * understand the same bytes differently cannot disagree about it.
 */
final class ModelWriter {
    /** Initializers that are not inputs at the same time exist since this version. */
    private static final long FIRST_VERSION = 4;

    private static final int EXTERNAL = 1;
    /** What stands where a file's name would: the tensor is given to the session before it is made. */
    private static final String SUPPLIED = "supplied by the checkpoint";

    private ModelWriter() {}

    static byte[] write(Model model) {
        return new WireWriter()
                .number(1, Math.max(model.irVersion(), FIRST_VERSION))
                .message(7, graph(model.graph()))
                .message(8, new WireWriter().text(1, "").number(2, model.opset()))
                .toBytes();
    }

    private static WireWriter graph(Graph graph) {
        WireWriter out = new WireWriter();
        graph.nodes().forEach(node -> out.message(1, node(node)));
        out.text(2, "forward");
        graph.initializers().forEach(tensor -> out.message(5, tensor(tensor)));
        graph.inputs().forEach(value -> out.message(11, value(value)));
        graph.outputs().forEach(value -> out.message(12, value(value)));
        return out;
    }

    private static WireWriter node(Node node) {
        WireWriter out = new WireWriter();
        node.inputs().forEach(name -> out.text(1, name));
        node.outputs().forEach(name -> out.text(2, name));
        out.text(3, node.name()).text(4, node.operator());
        node.attributes().forEach(attribute -> out.message(5, attribute(attribute)));
        return out;
    }

    private static WireWriter attribute(Attribute attribute) {
        WireWriter out = new WireWriter().text(1, attribute.name());
        switch (attribute.kind()) {
            case FLOAT -> out.float32(2, (Float) attribute.value());
            case INT -> out.number(3, (Long) attribute.value());
            case STRING -> out.bytes(4, (byte[]) attribute.value());
            case TENSOR -> out.message(5, tensor((TensorValue) attribute.value()));
            case GRAPH -> out.message(6, graph((Graph) attribute.value()));
            case FLOATS -> ((List<?>) attribute.value()).forEach(each -> out.float32(7, (Float) each));
            case INTS -> ((List<?>) attribute.value()).forEach(each -> out.number(8, (Long) each));
            case STRINGS -> ((List<?>) attribute.value()).forEach(each -> out.bytes(9, (byte[]) each));
        }
        return out.number(20, attribute.kind().code());
    }

    private static WireWriter tensor(TensorValue tensor) {
        WireWriter out = new WireWriter();
        for (long size : tensor.shape()) {
            out.number(1, size);
        }
        out.number(2, tensor.type().code()).text(8, tensor.name());
        if (tensor.raw() == null) {
            return out.message(13, new WireWriter().text(1, "location").text(2, SUPPLIED))
                    .number(14, EXTERNAL);
        }
        return out.bytes(9, tensor.raw());
    }

    private static WireWriter value(Value value) {
        WireWriter out = new WireWriter().text(1, value.name());
        ElementType type = value.type();
        if (type == null) {
            return out;
        }
        WireWriter tensor = new WireWriter().number(1, type.code());
        long[] sizes = value.shape();
        if (sizes != null) {
            WireWriter shape = new WireWriter();
            for (long size : sizes) {
                shape.message(1, size == GraphParts.OPEN ? new WireWriter() : new WireWriter().number(1, size));
            }
            tensor.message(2, shape);
        }
        return out.message(2, new WireWriter().message(1, tensor));
    }
}
