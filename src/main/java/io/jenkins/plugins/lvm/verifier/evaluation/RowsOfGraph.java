package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.DataKeys;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxGraph;
import io.jenkins.plugins.lvm.verifier.onnx.RowInputs;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What data may be where an ONNX graph reads it: rows of any inputs, of which everything that is about contexts says nothing. */
public final class RowsOfGraph {
    /** What is said of contexts only, and so of no other inputs. */
    public static final String LEFT_OUT =
            "the inputs are not contexts of vectors, so naive predictors, the profile of the data, leaked rows, the probe, "
                    + "the search for causes and the drawing of rows are left out";

    private static final String GRAPH_ONLY =
            "Give an ONNX graph, which states what it reads: forwardOnnx (--forward-onnx).";

    private RowsOfGraph() {}

    /**
     * Names of the arrays that a request reads.
     *
     * @throws VerifierException if its inputs are not named as they have to be, or the graph cannot be read
     */
    static DataKeys keys(VerificationRequest request) {
        DataKeys keys = new DataKeys(request.contextsKey(), request.targetsKey());
        Map<String, String> inputs = inputs(request);
        if (request.forwardOnnx() == null) {
            if (!inputs.isEmpty()) {
                throw new VerifierException(
                        Reason.USAGE, "Inputs are named, and no graph that reads them.", GRAPH_ONLY);
            }
            return keys;
        }
        if (!inputs.isEmpty() && request.contextsKey() != null) {
            throw new VerifierException(
                    Reason.USAGE,
                    "Both an array with contexts and inputs by name are given.",
                    "Give every input by its name, or the one array by contextsKey (--contexts-key).");
        }
        int width = OnnxGraph.open(Path.of(request.forwardOnnx())).predictionWidth();
        return keys.reading(inputs, new DataKeys.Free(width, request.metric() == null));
    }

    private static Map<String, String> inputs(VerificationRequest request) {
        Map<String, String> inputs = new TreeMap<>();
        for (String input : request.input()) {
            // A graph's names may hold an equals sign, keys of arrays hardly ever do.
            int at = input.lastIndexOf('=');
            String name = at < 0 ? "" : input.substring(0, at).trim();
            String key = input.substring(at + 1).trim();
            if (name.isEmpty() || key.isEmpty()) {
                throw new VerifierException(
                        Reason.USAGE,
                        "The input '" + PrintableText.of(input) + "' is not NAME=KEY.",
                        "Name the graph's input and the array that it reads, such as --input input_ids=ids.");
            }
            if (inputs.put(name, key) != null) {
                throw new VerifierException(
                        Reason.USAGE,
                        "The input '" + PrintableText.of(name) + "' is given twice.",
                        "Give each input of the graph once.");
            }
        }
        return inputs;
    }

    /** What the data gives to a graph in place of contexts; null of contexts. */
    public static @Nullable RowInputs of(SequenceData data) {
        return data.packed().map(row -> new RowInputs(row, data.dimension())).orElse(null);
    }

    /**
     * Refuses what can only be done with contexts.
     *
     * @throws VerifierException if the data gives other inputs, and the request asks for that
     */
    public static void requireSupported(VerificationRequest request, SequenceData data) {
        if (data.packed().isEmpty()) {
            return;
        }
        refuse(request.alignment(), "The alignment test takes", "Leave alignment out.");
        refuse(request.service() != null, "A service is sent", "Leave the service out.");
        refuse(request.shard() != null, "Parts are made of", "Verify all rows at once.");
        refuse(!request.baselines().isEmpty(), "A baseline is compared on", "Leave the baseline out.");
        refuse(request.loose(), "A service that loads loosely is run on", "Leave loose out.");
    }

    private static void refuse(boolean asked, String what, String hint) {
        if (asked) {
            throw new VerifierException(
                    Reason.USAGE, what + " contexts of vectors, and the data gives other inputs to the graph.", hint);
        }
    }
}
