package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Attribute;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Graph;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Node;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.TensorValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Numbers that a graph brings along itself. Trained weights among them would judge another model than the checkpoint's, so that only
 * small ones pass: axes, shapes, factors. Integers count as well, because a graph can make floats of them.
 */
final class GraphConstants {
    /** A constant of more elements has to be allowed. */
    private static final int SMALL = 64;
    /** Weights could be cut into small pieces, too. */
    private static final int SMALL_IN_ALL = 10_000;

    private static final int SHOWN = 5;

    private final FileErrors file;
    private final List<String> large = new ArrayList<>();
    private long inAll;

    /**
     * @param initializers that are not the checkpoint's
     * @param nodes that are run
     */
    GraphConstants(List<TensorValue> initializers, List<Node> nodes, FileErrors file) {
        this.file = file;
        initializers.forEach(tensor -> add(tensor, tensor.name()));
        nodes.forEach(this::add);
    }

    private void add(Node node) {
        String name = node.outputs().isEmpty() ? node.name() : node.outputs().get(0);
        for (Attribute attribute : node.attributes()) {
            if (attribute.value() instanceof TensorValue tensor) {
                add(tensor, name);
            } else if (attribute.value() instanceof List<?> list) {
                count(list.size(), name + "." + attribute.name(), "[" + list.size() + "]");
            } else if (attribute.value() instanceof byte[] text) {
                count(text.length, name + "." + attribute.name(), "text");
            } else if (attribute.value() instanceof Number && node.operator().equals("Constant")) {
                count(1, name, "number");
            } else if (attribute.value() instanceof Graph inner) {
                inner.initializers().forEach(tensor -> add(tensor, tensor.name()));
                inner.nodes().forEach(this::add);
            }
        }
    }

    private void add(TensorValue tensor, String name) {
        if (tensor.raw() == null) {
            throw file.refused(
                    "keeps the tensor '" + FileErrors.printable(name)
                            + "' in another file, which is not opened, and the checkpoint has no tensor of this name.",
                    "Name the tensors as the checkpoint does. " + OnnxGraph.EXPORT);
        }
        if (tensor.type() != ElementType.BOOL) {
            count(
                    tensor.elements(),
                    name,
                    tensor.type() + " " + GraphParts.shown(tensor.shape())
                            + (isUniform(tensor, tensor.raw()) ? ", one number throughout" : ""));
        }
    }

    private static boolean isUniform(TensorValue tensor, ByteBuffer raw) {
        int size = tensor.type().bytes();
        return tensor.elements() > 1
                && raw.slice(0, raw.remaining() - size).equals(raw.slice(size, raw.remaining() - size));
    }

    private void count(long elements, String name, String what) {
        inAll += elements;
        if (elements > SMALL) {
            large.add("'" + FileErrors.printable(name) + "' (" + what + ")");
        }
    }

    private String listed() {
        return large.stream().limit(SHOWN).collect(Collectors.joining("; "))
                + (large.size() > SHOWN ? " and " + (large.size() - SHOWN) + " more" : "");
    }

    /** What the user should know of those that were allowed, in words; none where all are small. */
    List<String> notes() {
        if (!large.isEmpty()) {
            return List.of("the graph brings numbers of its own, which were allowed: " + listed());
        }
        return inAll > SMALL_IN_ALL
                ? List.of("the graph brings " + inAll + " numbers of its own in small constants, which were allowed")
                : List.of();
    }

    /**
     * Refuses large ones, by name.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException unless they are allowed
     */
    void require(boolean allowed) {
        if (allowed) {
            return;
        }
        if (!large.isEmpty()) {
            throw file.refused(
                    "holds " + large.size() + (large.size() == 1 ? " constant" : " constants") + " of more than "
                            + SMALL
                            + " elements that are not from the checkpoint: " + listed() + ".",
                    "Trained weights could hide there. Allow them by graphConstants (--graph-constants) if they are"
                            + " part of the function, such as a table of positions; or register them as buffers, so that the"
                            + " checkpoint holds them.");
        }
        if (inAll > SMALL_IN_ALL) {
            throw file.refused(
                    "holds " + inAll + " numbers in small constants that are not from the checkpoint, and "
                            + SMALL_IN_ALL + " are accepted.",
                    "Trained weights could hide there. Allow them by graphConstants (--graph-constants).");
        }
    }
}
