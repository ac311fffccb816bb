package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxGraph;
import java.nio.file.Path;
import java.util.Set;

/** Makes a forward definition of the ONNX graph that the user gives, beside those of the registry. */
public final class GraphDefinitions {
    /** By this name it is asked for where a definition is named. */
    public static final String NAME = "onnx";

    private static final int LONGEST_NAME = 60;

    private GraphDefinitions() {}

    /**
     * A graph that fits.
     *
     * @param file what was read
     */
    public record FittingGraph(FittingDefinition definition, OnnxGraph file) {}

    /**
     * Reads a graph and holds it against a checkpoint.
     *
     * @param request names the graph
     * @throws VerifierException if it cannot be read, or does not fit
     */
    static FittingGraph fitting(VerificationRequest request, Weights weights, ModelHints hints) {
        OnnxGraph file = OnnxGraph.open(Path.of(String.valueOf(request.forwardOnnx())));
        BoundGraph bound = file.bind(weights.complete(), request.graphConstants(), hints.contextLength(), hints.rows());
        String name = NAME + ":" + PrintableText.of(String.valueOf(file.path().getFileName()), LONGEST_NAME);
        ForwardDefinition entry = ForwardDefinition.named(name, shapes -> {
                    throw new IllegalStateException("a graph is bound by its own names");
                })
                .looksLike("an ONNX graph");
        try {
            return new FittingGraph(
                    ForwardDefinitions.fitting(
                            entry, new GraphNetwork(bound, null), Set.copyOf(weights.names()), hints, bound.notes()),
                    file);
        } catch (Misfit e) {
            throw VerifierException.unreadable(
                    file.path() + " does not fit the data: " + e.getMessage() + ".",
                    "Export it with a context of the data as the example.");
        }
    }
}
