package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives tensors the names that the model itself has for them: modules that train, compile, shard or average a model hold it under a
 * name of theirs, which then stands before every name; the function is the same.
 */
final class WrappedNames {
    /**
     * (Distributed)DataParallel and torch's AveragedModel, torch.compile, a Lightning module that calls its network {@code model} or
     * {@code net}, FullyShardedDataParallel, a query tower around a next-vector model, PEFT.
     */
    private static final List<String> OUTER = List.of(
            "module.", "_orig_mod.", "model.", "net.", "_fsdp_wrapped_module.", "backbone.", "base_model.model.");

    /** Those of FSDP, of activation checkpointing and of torch.compile stand before parts of a model, too. */
    private static final Pattern INNER =
            Pattern.compile("(^|\\.)(?:(?:_fsdp_wrapped_module|_checkpoint_wrapped_module|_orig_mod)\\.)+");

    /** How many models were averaged: beside the average, in torch.optim.swa_utils.AveragedModel. */
    private static final String AVERAGED = "n_averaged";

    private static final String AVERAGED_MODEL = "module.";

    private WrappedNames() {}

    /**
     * The same tensors under the model's own names, in the same order.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if two of them then have one name
     */
    static Map<String, Tensor> removed(Map<String, Tensor> tensors, FileErrors file) {
        Map<String, Tensor> named = parts(tensors, file);
        while (true) {
            if (isAverage(named)) {
                named.remove(AVERAGED);
            }
            String prefix = outer(named.keySet());
            if (prefix == null) {
                return named;
            }
            Map<String, Tensor> inside = new LinkedHashMap<>();
            named.forEach((name, tensor) -> inside.put(name.substring(prefix.length()), tensor));
            named = inside;
        }
    }

    /** What stands before every one of the model's names in the file, because a wrapper was saved; empty without one. */
    static String prefix(Set<String> stored, Set<String> named) {
        if (named.isEmpty()) {
            return "";
        }
        String first = named.iterator().next();
        return stored.stream()
                .filter(name -> name.endsWith(first))
                .findFirst()
                .map(name -> name.substring(0, name.length() - first.length()))
                .filter(head -> named.stream().allMatch(name -> stored.contains(head + name)))
                .orElse("");
    }

    private static Map<String, Tensor> parts(Map<String, Tensor> tensors, FileErrors file) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> put(named, INNER.matcher(name).replaceAll("$1"), tensor, file));
        return named;
    }

    private static void put(Map<String, Tensor> named, String name, Tensor tensor, FileErrors file) {
        if (named.put(name, tensor) != null) {
            throw file.refused(
                    "holds two tensors " + FileErrors.printable(name) + ", told apart only by names of wrappers.",
                    "Save the state dict of the model without its wrapper.");
        }
    }

    private static boolean isAverage(Map<String, Tensor> named) {
        Tensor count = named.get(AVERAGED);
        return count != null
                && count.elements() == 1
                && named.size() > 1
                && named.keySet().stream().allMatch(name -> name.equals(AVERAGED) || name.startsWith(AVERAGED_MODEL));
    }

    /** What all names begin with; null if that is not a wrapper. A number after it means that the model is a sequence of that name. */
    private static @Nullable String outer(Set<String> names) {
        return OUTER.stream()
                .filter(prefix -> !names.isEmpty() && names.stream().allMatch(name -> isInside(name, prefix)))
                .findFirst()
                .orElse(null);
    }

    private static boolean isInside(String name, String prefix) {
        return name.length() > prefix.length()
                && name.startsWith(prefix)
                && !Character.isDigit(name.charAt(prefix.length()));
    }
}
