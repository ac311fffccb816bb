package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.TensorValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tensors of a checkpoint that a graph has no place for, and what the exporter may have made of them: it computes what depends on
 * weights alone at once, and gives the result a name of its own.
 *
 * @param unused by the graph
 * @param used by the graph
 * @param constants of the graph that are not from the checkpoint
 */
record LeftOver(Set<String> unused, Set<String> used, List<TensorValue> constants, NamedTensors tensors) {
    private static final int SHOWN = 5;
    private static final Pattern RECURRENT = Pattern.compile("onnx::(LSTM|GRU|RNN)_\\d+");
    private static final Pattern FUSED = Pattern.compile("onnx::Conv(Transpose)?_\\d+");

    /** The error that says so. */
    VerifierException refusal(FileErrors file) {
        String missing = "has no place for the checkpoint's " + some(unused);
        Optional<String> recurrent = named(RECURRENT);
        if (recurrent.isPresent()) {
            return file.refused(
                    missing + ": the exporter has put the gates of recurrent layers into another order, as "
                            + recurrent.get() + ".",
                    OnnxGraph.EXPORT);
        }
        Optional<String> fused = named(FUSED);
        if (fused.isPresent()) {
            return file.refused(
                    missing + ": the exporter has fused batch normalisations with convolutions, as " + fused.get()
                            + ".",
                    OnnxGraph.EXPORT.replace(
                            "export_params=False", "training=torch.onnx.TrainingMode.PRESERVE, export_params=False"));
        }
        for (String name : unused) {
            long[] turned = turned(tensors.shape(name));
            for (TensorValue constant : constants) {
                if (turned.length == 2 && Arrays.equals(turned, constant.shape())) {
                    return file.refused(
                            missing + ": the exporter has folded '" + FileErrors.printable(name)
                                    + "', transposed, into '" + FileErrors.printable(constant.name()) + "'.",
                            OnnxGraph.EXPORT);
                }
            }
        }
        if (used.isEmpty()) {
            return file.refused(
                    missing + ", and for no other tensor of it.", "Does it belong to this model? " + OnnxGraph.EXPORT);
        }
        if (unused.stream().allMatch(this::hasLike)) {
            return file.refused(
                    missing + ". Others of the same shape are used: the exporter merges tensors that are equal.",
                    OnnxGraph.EXPORT);
        }
        return file.refused(missing + ".", "Does it belong to this model? " + OnnxGraph.EXPORT);
    }

    private Optional<String> named(Pattern pattern) {
        return constants.stream()
                .map(TensorValue::name)
                .filter(name -> pattern.matcher(name).matches())
                .findFirst()
                .map(name -> "'" + name + "'");
    }

    private boolean hasLike(String name) {
        return used.stream().anyMatch(other -> Arrays.equals(tensors.shape(name), tensors.shape(other)));
    }

    private static long[] turned(long[] shape) {
        long[] turned = new long[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            turned[axis] = shape[shape.length - 1 - axis];
        }
        return turned;
    }

    /** Names in a sentence, without letting them run away. */
    static String some(Collection<String> names) {
        String shown = names.stream()
                .limit(SHOWN)
                .map(name -> "'" + FileErrors.printable(name) + "'")
                .collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }
}
