package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * Batch normalisations whose statistics and parameters are all as they were initialised, so that they change nothing.
 *
 * @param prefixes of their tensors' names
 */
public record BatchNormFacts(List<String> prefixes) {
    public BatchNormFacts {
        prefixes = List.copyOf(prefixes);
    }
}
