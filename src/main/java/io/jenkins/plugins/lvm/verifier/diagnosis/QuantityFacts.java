package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * Numbers of the same rows that could have been written down as the claim.
 *
 * @param stated the number that the checkpoint states, whether a mean cosine can be it or not
 * @param measured the number of the claim's kind
 * @param reproducible whether it was measured on exactly the claim's rows
 * @param quantities what else was computed
 */
public record QuantityFacts(double stated, Trial measured, boolean reproducible, List<Trial> quantities) {
    public QuantityFacts {
        quantities = List.copyOf(quantities);
    }
}
