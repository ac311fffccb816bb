package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Graph;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Node;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an output depends on.
 *
 * @param nodes that it depends on, in the graph's order
 */
record Liveness(List<Node> nodes, Set<String> read) {

    /**
     * Follows the values that an output is made of back to where they come from. A node comes after those whose values it reads, as the
     * format demands.
     */
    static Liveness of(List<Node> nodes, String output) {
        Set<String> read = new HashSet<>(Set.of(output));
        Deque<Node> live = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(read::contains)) {
                live.addFirst(node);
                read.addAll(inputs(node));
            }
        }
        return new Liveness(List.copyOf(live), Set.copyOf(read));
    }

    /** Whether the output depends on a value. */
    boolean reads(String value) {
        return read.contains(value);
    }

    /** What a node reads, in the graphs inside it as well. */
    static Set<String> inputs(Node node) {
        Set<String> inputs = new LinkedHashSet<>(node.inputs());
        for (Graph inner : node.subgraphs()) {
            inner.nodes().forEach(each -> inputs.addAll(inputs(each)));
            inner.outputs().stream().map(Value::name).forEach(inputs::add);
        }
        inputs.remove("");
        return inputs;
    }
}
