package io.jenkins.plugins.lvm.verifier.trainer;

import java.util.Map;
import java.util.Set;

/**
 * What checkpoint and data tell about the training run.
 *
 * @param topLevelKeys keys of the checkpoint's outermost dict
 * @param args the trainer's command line, empty if not recorded
 * @param config the {@code config} dict, empty if not recorded
 * @param tensorNames names in the state dict
 * @param articleIndex whether the data says which article each sequence is from, where trainers look for it
 */
public record TrainingEvidence(
        Set<String> topLevelKeys,
        Map<String, Object> args,
        Map<String, Object> config,
        Set<String> tensorNames,
        boolean articleIndex) {

    boolean has(final String... keys) {
        return topLevelKeys.containsAll(Set.of(keys));
    }

    boolean lacks(final String... keys) {
        for (final String key : keys) {
            if (topLevelKeys.contains(key)) {
                return false;
            }
        }
        return true;
    }

    /** An integer that the trainer was told, from its arguments, else its config, else the default. */
    long integer(final String name, final long otherwise) {
        return args.getOrDefault(name, config.get(name)) instanceof Number n ? n.longValue() : otherwise;
    }

    /** A finite number that the trainer was told, else the default. */
    double number(String name, double otherwise) {
        return args.get(name) instanceof Number n && Double.isFinite(n.doubleValue()) ? n.doubleValue() : otherwise;
    }

    /** A share strictly between 0 and 1 that the trainer was told, else the default. */
    double share(final String name, final double otherwise) {
        final double share = args.get(name) instanceof Number n ? n.doubleValue() : otherwise;
        return share > 0 && share < 1 ? share : otherwise;
    }
}
