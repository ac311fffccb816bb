package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Graph;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Model;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Node;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.TensorValue;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX graph that was read and found harmless: standard operators that compute the same each time, every value defined once. Nothing
 * was executed, and no other file opened.
 */
public final class OnnxGraph {
    /** How to export a graph that any checkpoint of the model can fill. */
    static final String EXPORT =
            "Export it, from the model with these weights loaded, by torch.onnx.export(model.eval(), context, "
                    + "\"forward.onnx\", input_names=[\"context\"], dynamic_axes={\"context\": {0: \"batch\"}}, "
                    + "export_params=False, do_constant_folding=False).";

    private static final int MOST_BYTES = 256 << 20;
    private static final int DROPOUT_INPUTS = 2;

    private final FileErrors file;
    private final Path path;
    private final String sha256;
    private final long sizeBytes;
    private final Model model;

    private OnnxGraph(Path path, String sha256, long sizeBytes, Model model, FileErrors file) {
        this.path = path;
        this.sha256 = sha256;
        this.sizeBytes = sizeBytes;
        this.model = model;
        this.file = file;
    }

    /**
     * Reads a graph.
     *
     * @throws VerifierException if it is not one, or holds what is not supported
     */
    public static OnnxGraph open(Path path) {
        try (FileSource source = FileSource.openRegular(path, "the .onnx file")) {
            if (source.size() > MOST_BYTES) {
                throw source.refused(
                        "has " + source.size() + " bytes, and a graph may have " + MOST_BYTES + ".",
                        "Leave the weights out, which come from the checkpoint. " + EXPORT);
            }
            byte[] bytes = source.read(0, MOST_BYTES);
            FileErrors file = new Named(path);
            Model model = new ModelReader(file).read(ByteBuffer.wrap(bytes));
            Set<String> defined = new HashSet<>();
            requireSound(model.graph(), defined, file);
            return new OnnxGraph(path, DigestUtils.sha256Hex(bytes), bytes.length, model, file);
        } catch (IOException e) {
            throw FileSource.unreadable(path, e);
        }
    }

    /** The file in messages, once it is closed. */
    private record Named(Path path) implements FileErrors {
        @Override
        public VerifierException refused(String predicate, @Nullable String hint) {
            return VerifierException.unreadable(path + " " + predicate, hint);
        }
    }

    /** A value that is defined twice could stand for the checkpoint's tensor in one place and for something else in another. */
    private static void requireSound(Graph graph, Set<String> defined, FileErrors file) {
        Set<String> given = new HashSet<>();
        for (TensorValue tensor : graph.initializers()) {
            define(tensor.name(), defined, file);
            given.add(tensor.name());
        }
        for (Value input : graph.inputs()) {
            if (!given.contains(input.name())) {
                define(input.name(), defined, file);
            }
        }
        for (Node node : graph.nodes()) {
            requireEvaluation(node, file);
            node.subgraphs().forEach(inner -> requireSound(inner, defined, file));
            node.outputs().stream().filter(name -> !name.isEmpty()).forEach(name -> define(name, defined, file));
        }
    }

    private static void define(String name, Set<String> defined, FileErrors file) {
        if (!defined.add(name)) {
            throw file.refused(
                    "defines the value '" + FileErrors.printable(name) + "' twice.", "Export the model again.");
        }
    }

    private static void requireEvaluation(Node node, FileErrors file) {
        boolean trains =
                switch (node.operator()) {
                    case "Dropout" ->
                        node.inputs().size() > DROPOUT_INPUTS
                                && !node.inputs().get(DROPOUT_INPUTS).isEmpty();
                    case "BatchNormalization" ->
                        node.integer("training_mode", 0) != 0 || node.outputs().size() > 1;
                    default -> false;
                };
        if (trains) {
            throw file.refused(
                    "was exported in training mode: the operator '" + node.operator() + "'"
                            + (node.name().isEmpty() ? "" : " (node '" + FileErrors.printable(node.name()) + "')")
                            + " changes or drops values.",
                    "Call model.eval() before the export.");
        }
    }

    /**
     * Holds the graph against a checkpoint.
     *
     * @param tensors all of the checkpoint
     * @param constantsAllowed whether the graph may hold larger constants that are not the checkpoint's
     * @param contextLength vectors in a context of the data; null if it is not known
     * @param rows what the data gives in place of contexts; null for contexts
     * @throws VerifierException if it does not fit; it says why, and how to export one that does
     */
    public BoundGraph bind(
            NamedTensors tensors, boolean constantsAllowed, @Nullable Integer contextLength, @Nullable RowInputs rows) {
        return new GraphBinding(model, tensors, file).bind(constantsAllowed, contextLength, rows);
    }

    /** Components of a prediction as the graph states them; 0 where it does not. */
    public int predictionWidth() {
        return model.graph().outputs().stream()
                .filter(output -> output.shape() == null || output.rank() == 2)
                .findFirst()
                .map(Value::shape)
                .filter(shape -> shape[1] != GraphParts.OPEN && shape[1] <= Integer.MAX_VALUE / Float.BYTES)
                .map(shape -> (int) shape[1])
                .orElse(0);
    }

    /** The file as asked for. */
    public Path path() {
        return path;
    }

    /** Digest of what was read, in hex. */
    public String sha256() {
        return sha256;
    }

    public long sizeBytes() {
        return sizeBytes;
    }
}
