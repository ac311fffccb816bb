package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph.Context;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph.RowInput;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph.Supplied;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Graph;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Model;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Node;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.TensorValue;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the names and shapes of a checkpoint's tensors into a graph, and finds out what is left over on both sides. */
final class GraphBinding {
    private static final String OTHER_MODEL = "Does the graph belong to this model? ";

    private final Model model;
    private final NamedTensors tensors;
    private final FileErrors file;
    private final Map<String, Supplied> supplied = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    GraphBinding(Model model, NamedTensors tensors, FileErrors file) {
        this.model = model;
        this.tensors = tensors;
        this.file = file;
    }

    BoundGraph bind(boolean constantsAllowed, @Nullable Integer contextLength, @Nullable RowInputs rows) {
        Graph graph = model.graph();
        Map<String, Value> stated = new LinkedHashMap<>();
        graph.inputs().forEach(input -> stated.put(input.name(), input));
        Map<String, TensorValue> initializers = new LinkedHashMap<>();
        graph.initializers().forEach(tensor -> initializers.put(tensor.name(), tensor));
        Set<String> merged = merged(graph, stated.keySet(), initializers.keySet());
        NameMatch match = match(stated.keySet(), initializers.keySet(), merged);
        for (String name : tensors.names()) {
            String inGraph = match.inGraph(name);
            TensorValue tensor = initializers.get(inGraph);
            Value input = stated.get(inGraph);
            if (tensor != null) {
                supply(name, inGraph, tensor.type(), tensor.shape());
            } else if (input != null) {
                supply(name, inGraph, input.type(), input.shape());
            } else if (merged.contains(inGraph)) {
                supply(name, inGraph, tensors.isFloating(name) ? ElementType.FLOAT : ElementType.INT64, null);
            }
        }
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> node.outputs().stream().noneMatch(supplied::containsKey))
                .toList();
        Value output = output(graph.outputs());
        Liveness live = Liveness.of(nodes, output.name());
        List<TensorValue> constants = initializers.values().stream()
                .filter(tensor -> !supplied.containsKey(tensor.name()) && live.reads(tensor.name()))
                .toList();
        Set<String> idle = requireAllUsed(live, match, constants);
        GraphConstants own = new GraphConstants(constants, live.nodes(), file);
        own.require(constantsAllowed);
        notes.addAll(own.notes());
        List<Value> open = stated.values().stream()
                .filter(input -> !supplied.containsKey(input.name()) && !initializers.containsKey(input.name()))
                .filter(input -> live.reads(input.name()))
                .toList();
        List<RowInput> inputs = List.of();
        Context reads;
        int vectorDim;
        if (rows == null) {
            Value context = context(open);
            vectorDim = vectorDim(context, output, contextLength);
            reads = context(context, vectorDim, contextLength);
        } else {
            InputBinding binding = new InputBinding(open, rows, file);
            inputs = binding.inputs();
            vectorDim = vectorDim(output, rows.vectorDim());
            reads = binding.context(inputs);
        }
        return new BoundGraph(
                runnable(live.nodes(), constants, open, output),
                supplied.values().stream()
                        .filter(tensor -> live.reads(tensor.name()))
                        .toList(),
                reads,
                inputs,
                output.name(),
                vectorDim,
                idle,
                notes);
    }

    /** What torch's exporter does with tensors that were equal when it ran: one takes the place of all, by an Identity each. */
    private Set<String> merged(Graph graph, Set<String> inputs, Set<String> initializers) {
        Set<String> merged = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.operator().equals("Identity")
                    && node.inputs().size() == 1
                    && node.outputs().size() == 1) {
                String from = node.inputs().get(0);
                if (inputs.contains(from) || initializers.contains(from)) {
                    merged.add(node.outputs().get(0));
                }
            }
        }
        return merged;
    }

    private NameMatch match(Set<String> inputs, Set<String> initializers, Set<String> merged) {
        Set<String> inGraph = new LinkedHashSet<>(initializers);
        inGraph.addAll(inputs);
        inGraph.addAll(merged);
        Set<String> floating = new LinkedHashSet<>(tensors.names());
        floating.removeIf(name -> !tensors.isFloating(name));
        NameMatch match = NameMatch.of(floating, inGraph);
        if (!match.cut().isEmpty() || !match.added().isEmpty()) {
            notes.add("the names in the " + (match.cut().isEmpty() ? "graph" : "checkpoint") + " begin with '"
                    + FileErrors.printable(match.cut() + match.added()) + "', which was left out");
        }
        return match;
    }

    /** @param stated shape in the graph; null if it states none */
    private void supply(String name, String inGraph, @Nullable ElementType type, long @Nullable [] stated) {
        long[] shape = tensors.shape(name);
        if (stated != null && !agree(stated, shape)) {
            throw file.refused(
                    "gives '" + FileErrors.printable(inGraph) + "' the shape " + GraphParts.shown(stated)
                            + ", and the checkpoint gives it " + GraphParts.shown(shape) + ".",
                    OTHER_MODEL + OnnxGraph.EXPORT);
        }
        boolean fits = tensors.isFloating(name)
                ? type == ElementType.FLOAT
                : type == ElementType.INT64 || type == ElementType.INT32 || type == ElementType.BOOL;
        if (!fits || type == null) {
            throw file.refused(
                    "takes '" + FileErrors.printable(inGraph) + "' as "
                            + (type == null ? "another kind of value" : type)
                            + ", and the checkpoint's tensor is given as "
                            + (tensors.isFloating(name) ? "float" : "integers or truth values") + " only.",
                    "Export the model in float32, by model.float().");
        }
        supplied.put(inGraph, new Supplied(inGraph, name, type, shape));
    }

    private static boolean agree(long[] stated, long[] shape) {
        if (stated.length != shape.length) {
            return false;
        }
        for (int axis = 0; axis < shape.length; axis++) {
            if (stated[axis] != GraphParts.OPEN && stated[axis] != shape[axis]) {
                return false;
            }
        }
        return true;
    }

    /** Names of the tensors that nothing reads, and that no trained weights are in. */
    private Set<String> requireAllUsed(Liveness live, NameMatch match, List<TensorValue> constants) {
        Set<String> used = new LinkedHashSet<>();
        Set<String> unused = new LinkedHashSet<>();
        for (String name : tensors.names()) {
            (live.reads(match.inGraph(name)) && supplied.containsKey(match.inGraph(name)) ? used : unused).add(name);
        }
        Set<String> idle = new LinkedHashSet<>();
        for (String name : unused) {
            String twin = used.stream()
                    .filter(other -> tensors.areTied(name, other))
                    .findFirst()
                    .orElse(null);
            if (twin != null) {
                idle.add(name);
                notes.add("'" + FileErrors.printable(name) + "' is the same tensor as '" + FileErrors.printable(twin)
                        + "', which the graph reads");
            } else if (!tensors.isFloating(name)) {
                idle.add(name);
            }
        }
        unused.removeAll(idle);
        if (!unused.isEmpty()) {
            throw new LeftOver(unused, used, constants, tensors).refusal(file);
        }
        return idle;
    }

    /** Other outputs, such as the last state of a recurrent layer, are left out. */
    private Value output(List<Value> outputs) {
        Value chosen = outputs.stream()
                .filter(output -> output.shape() == null || output.rank() == 2)
                .findFirst()
                .orElseThrow(() -> file.refused(
                        outputs.isEmpty()
                                ? "has no output."
                                : "predicts an array of shape "
                                        + GraphParts.shown(outputs.get(0).shape())
                                        + ", not one vector for each context.",
                        "Export a module whose forward returns [batch, dimension], such as the last step's vector."));
        if (outputs.size() > 1) {
            notes.add("of the graph's " + outputs.size() + " outputs '" + FileErrors.printable(chosen.name())
                    + "' is the prediction");
        }
        return chosen;
    }

    private Value context(List<Value> open) {
        if (open.size() != 1) {
            throw file.refused(
                    open.isEmpty()
                            ? "reads no context: its prediction does not depend on an input."
                            : "reads " + open.size() + " inputs that the checkpoint does not give ("
                                    + LeftOver.some(
                                            open.stream().map(Value::name).toList())
                                    + "), and only the context can be given.",
                    open.isEmpty()
                            ? "Export the module whose forward takes the context."
                            : OTHER_MODEL
                                    + "Inputs beside the context, such as a first state, belong into the module.");
        }
        Value context = open.get(0);
        if (context.type() != ElementType.FLOAT || (context.rank() != 3 && context.rank() != 2)) {
            throw file.refused(
                    "reads '" + FileErrors.printable(context.name()) + "' as "
                            + (context.type() == null ? "a value" : context.type()) + " of shape "
                            + GraphParts.shown(context.shape()) + ", and contexts are float of shape "
                            + "[batch, length, dimension] or [batch, length * dimension].",
                    "Export the model in float32, with such a context as the example.");
        }
        return context;
    }

    /** @param targets components of a target, where the graph states none of a prediction */
    private static int vectorDim(Value output, int targets) {
        long stated = output.shape() == null ? GraphParts.OPEN : output.shape()[1];
        return stated == GraphParts.OPEN || stated > Integer.MAX_VALUE ? targets : (int) stated;
    }

    private int vectorDim(Value context, Value output, @Nullable Integer contextLength) {
        long[] in = shape(context);
        long last = in[in.length - 1];
        long stated = output.shape() == null ? GraphParts.OPEN : output.shape()[1];
        long width = stated;
        if (width == GraphParts.OPEN) {
            width = in.length == 3 || last == GraphParts.OPEN || contextLength == null ? last : last / contextLength;
        }
        if (width == GraphParts.OPEN || width > Integer.MAX_VALUE / Float.BYTES) {
            throw file.refused(
                    "states neither how many components a vector of its context has nor those of its prediction.",
                    "Leave only the batch open: dynamic_axes={\"context\": {0: \"batch\"}}.");
        }
        return (int) width;
    }

    private Context context(Value context, int vectorDim, @Nullable Integer contextLength) {
        long[] in = shape(context);
        int batch = bounded(in[0]);
        if (in.length == 3) {
            return new Context(
                    context.name(), batch, bounded(in[1]), in[2] == GraphParts.OPEN ? vectorDim : (int) in[2], false);
        }
        int length = in[1] == GraphParts.OPEN ? contextLength == null ? 0 : contextLength : bounded(in[1]) / vectorDim;
        if (in[1] != GraphParts.OPEN && (long) length * vectorDim != in[1]) {
            throw file.refused(
                    "reads " + in[1] + " numbers of a context, which is not a multiple of the " + vectorDim
                            + " components of a prediction.",
                    OTHER_MODEL + OnnxGraph.EXPORT);
        }
        return new Context(context.name(), batch, length, vectorDim, true);
    }

    private int bounded(long size) {
        if (size > Integer.MAX_VALUE / Float.BYTES) {
            throw file.refused("reads an array of " + size + " numbers.", "Export it with a smaller example.");
        }
        return size == GraphParts.OPEN ? 0 : (int) size;
    }

    private static long[] shape(Value value) {
        return value.shape() == null ? new long[0] : value.shape();
    }

    private Model runnable(List<Node> nodes, List<TensorValue> constants, List<Value> open, Value output) {
        List<TensorValue> initializers = new ArrayList<>(constants);
        Set<String> read = new HashSet<>();
        nodes.forEach(node -> read.addAll(Liveness.inputs(node)));
        supplied.values().stream()
                .filter(tensor -> read.contains(tensor.name()))
                .forEach(tensor ->
                        initializers.add(new TensorValue(tensor.name(), tensor.type(), tensor.shape(), null)));
        // What the file states of the output may be wrong for other batches; the operators decide.
        long[] unknown = new long[output.shape() == null ? 2 : output.shape().length];
        Arrays.fill(unknown, GraphParts.OPEN);
        return new Model(
                model.irVersion(),
                model.opset(),
                new Graph(nodes, initializers, open, List.of(new Value(output.name(), ElementType.FLOAT, unknown))));
    }
}
