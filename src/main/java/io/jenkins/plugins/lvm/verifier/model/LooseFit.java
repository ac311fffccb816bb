package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.model.DefaultTensors.Described;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code load_state_dict(strict=False)} makes of weights in a service that builds a definition at its default sizes: tensors of the
 * same name and shape are bound, the others stay as they were initialised, and a tensor of the same name and another shape is an error.
 *
 * @param definition bound to {@link #weights}
 * @param weights what the service then has
 * @param bound names of tensors that are loaded
 * @param missing names of tensors that stay as they were initialised
 * @param unexpected names of tensors that the service has no place for
 */
public record LooseFit(
        FittingDefinition definition,
        Weights weights,
        List<String> bound,
        List<String> missing,
        List<String> unexpected) {
    /** Another one would give other numbers, as every start of such a service does. */
    private static final long SEED = 42;

    public LooseFit {
        bound = List.copyOf(bound);
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
    }

    /**
     * Loads weights loosely.
     *
     * @throws VerifierException if there is no such definition, if PyTorch refuses the weights in spite of {@code strict=False}, or if it
     *     is not known how what is missing starts
     */
    static LooseFit of(String name, Weights weights, ModelHints hints) {
        Map<String, Described> tensors = DefaultTensors.of(ForwardDefinitions.baseName(name));
        if (tensors.isEmpty()) {
            throw VerifierException.unreadable(
                    "It is not known how the forward definition " + Names.quoted(name) + " is built by default.",
                    "Name one that is: " + String.join(", ", ForwardDefinitions.allNames()) + ".");
        }
        List<String> bound = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        tensors.forEach((tensor, described) -> {
            if (!weights.names().contains(tensor)) {
                missing.add(tensor);
            } else if (Arrays.equals(weights.shape(tensor), described.shape())) {
                bound.add(tensor);
            } else {
                throw VerifierException.unreadable(
                        "A service that builds " + name + " at its default sizes cannot load these weights: '" + tensor
                                + "' has shape " + Arrays.toString(weights.shape(tensor)) + " where "
                                + Arrays.toString(described.shape())
                                + " is needed, which PyTorch refuses in spite of strict=False.",
                        "Name the definition that the service really uses.");
            }
        });
        missing.stream()
                .filter(tensor -> !described(tensors, tensor).isKnown())
                .findFirst()
                .ifPresent(tensor -> {
                    throw VerifierException.unreadable(
                            "Loaded loosely into " + name + ", '" + tensor
                                    + "' stays as that model initialises it, which is not known.",
                            "Give what the service predicts instead: predictions.");
                });
        List<String> unexpected = weights.names().stream()
                .filter(tensor -> !tensors.containsKey(tensor))
                .toList();
        Weights loaded = new Loaded(weights, tensors);
        return new LooseFit(ForwardDefinitions.byName(name, loaded, hints), loaded, bound, missing, unexpected);
    }

    private static Described described(Map<String, Described> tensors, String name) {
        Described described = tensors.get(name);
        if (described == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return described;
    }

    /** The checkpoint's tensors where they bind, initial ones elsewhere. */
    private record Loaded(Weights checkpoint, Map<String, Described> tensors) implements Weights {
        @Override
        public Set<String> names() {
            return Collections.unmodifiableSet(tensors.keySet());
        }

        @Override
        public long[] shape(String name) {
            return described(tensors, name).shape();
        }

        @Override
        public float[] floats(String name) {
            return checkpoint.names().contains(name)
                    ? checkpoint.floats(name)
                    : described(tensors, name).values(SEED + name.hashCode());
        }
    }
}
