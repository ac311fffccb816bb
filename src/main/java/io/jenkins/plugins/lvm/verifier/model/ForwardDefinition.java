package io.jenkins.plugins.lvm.verifier.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mathematical forward pass and all that the verifier knows of it: an entry of {@link ForwardDefinitions}.
 *
 * @param name its name for users
 * @param binder finds out by names and shapes whether it fits
 * @param open the size that weights do not show; null if they show everything
 * @param usual the trainers' value of it
 * @param declaredType what trainers write as {@code model_type}; null if none writes one
 * @param sizes which tensor's which axis is a size that trainers record, by the name that they record it under
 * @param layers names of the tensors that number the layers, the number as the only group; null if nobody records how many there are
 * @param architecture by which names people recognise it, and what they call it
 */
record ForwardDefinition(
        String name,
        Binder binder,
        @Nullable OpenSize open,
        int usual,
        @Nullable String declaredType,
        Map<String, Axis> sizes,
        @Nullable Pattern layers,
        Architecture architecture) {

    ForwardDefinition {
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    }

    /** Binds a definition to a state dict. */
    @FunctionalInterface
    interface Binder {
        /**
         * Binds all tensors that the definition uses.
         *
         * @throws Misfit if one is missing or has another shape
         */
        Network bind(ParameterBinder shapes) throws Misfit;
    }

    /** An axis of a tensor. */
    record Axis(String tensor, int axis) {}

    static Builder named(String name, Binder binder) {
        return new Builder(name, binder);
    }

    /**
     * Type and sizes as the weights tell them, under the names that trainers record them by.
     *
     * @param weights to which it fits
     * @param prefix put before every name, such as {@code base.}
     * @param network what it is, bound to these weights
     */
    Map<String, Object> configuration(Weights weights, String prefix, Network network) {
        Map<String, Object> found = new LinkedHashMap<>();
        if (declaredType != null) {
            found.put("model_type", declaredType);
        }
        found.put("input_dim", network.inputDim());
        found.put("output_dim", network.outputDim());
        sizes.forEach((key, axis) -> found.put(key, weights.shape(prefix + axis.tensor())[axis.axis()]));
        if (layers != null) {
            weights.names().stream()
                    .filter(tensor -> tensor.startsWith(prefix))
                    .map(tensor -> layers.matcher(tensor.substring(prefix.length())))
                    .filter(Matcher::matches)
                    .mapToInt(match -> Integer.parseInt(match.group(1)) + 1)
                    .max()
                    .ifPresent(count -> found.put("num_layers", count));
        }
        return found;
    }

    /** One line of the table in {@code docs/models.md}. */
    String tableRow() {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        name,
                        architecture.label(),
                        declaredType == null ? "" : "`" + declaredType + "`",
                        open == null ? "" : open.description() + " (`[" + open.key() + "=" + usual + "]`)");
    }

    /** Collects an entry. */
    static final class Builder {
        private final String name;
        private final Binder binder;
        private final Map<String, Axis> sizes = new LinkedHashMap<>();
        private @Nullable OpenSize open;
        private int usual;
        private @Nullable String declaredType;
        private @Nullable Pattern layers;

        private Builder(String name, Binder binder) {
            this.name = name;
            this.binder = binder;
        }

        /** Weights do not show this size, so there is a variant for each value of it, the trainers' first. */
        Builder leavesOpen(OpenSize size, int trainersValue) {
            open = size;
            usual = trainersValue;
            return this;
        }

        /** What trainers write as {@code model_type}. */
        Builder declaredAs(String type) {
            declaredType = type;
            return this;
        }

        /** An axis of a tensor is a size that trainers record under a name. */
        Builder size(String recordedAs, String tensor, int axis) {
            sizes.put(recordedAs, new Axis(tensor, axis));
            return this;
        }

        /** Tensors whose names begin so, and go on with a number, belong to layers that trainers count as {@code num_layers}. */
        Builder layers(String beforeNumber) {
            layers = Pattern.compile(Pattern.quote(beforeNumber) + "(\\d{1,4})(?:\\..*)?");
            return this;
        }

        /**
         * Says how people recognise it, which completes the entry.
         *
         * @param label what they call it
         * @param marks regular expressions; each matches some parameter name as a whole
         */
        ForwardDefinition looksLike(String label, String... marks) {
            return new ForwardDefinition(
                    name, binder, open, usual, declaredType, sizes, layers, Architecture.of(label, marks));
        }
    }
}
