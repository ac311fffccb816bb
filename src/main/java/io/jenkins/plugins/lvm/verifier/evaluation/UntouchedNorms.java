package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds batch normalisations that were never updated: in evaluation mode they divide by the root of 1 + 1e-5 and change nothing
 * else. S. Ioffe and C. Szegedy, "Batch Normalization" (2015).
 */
public final class UntouchedNorms {
    private static final String COUNT = ".num_batches_tracked";
    private static final List<String> ZEROS = List.of(COUNT, ".running_mean", ".bias");
    private static final List<String> ONES = List.of(".running_var", ".weight");

    private UntouchedNorms() {}

    /** Prefixes of their tensors' names, such as {@code input_norm}. */
    public static Set<String> in(StateDict state) {
        Set<String> prefixes = new TreeSet<>();
        for (String name : state.names()) {
            if (name.endsWith(COUNT)) {
                String prefix = name.substring(0, name.length() - COUNT.length());
                if (ZEROS.stream().allMatch(end -> isAll(state, prefix + end, 0))
                        && ONES.stream().allMatch(end -> isAll(state, prefix + end, 1))) {
                    prefixes.add(prefix);
                }
            }
        }
        return prefixes;
    }

    /** Names of all their tensors. */
    static Set<String> tensors(StateDict state) {
        Set<String> tensors = new TreeSet<>();
        for (String prefix : in(state)) {
            ZEROS.forEach(end -> tensors.add(prefix + end));
            ONES.forEach(end -> tensors.add(prefix + end));
        }
        return tensors;
    }

    /** A tensor that is not there has no other value. */
    private static boolean isAll(StateDict state, String name, float value) {
        if (!state.names().contains(name)) {
            return true;
        }
        for (float each : state.floats(name)) {
            if (each != value) {
                return false;
            }
        }
        return true;
    }
}
