package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What else of the same training run is known.
 *
 * @param history the metrics of its epochs that the checkpoint itself records, in their order
 * @param siblings other checkpoints of the run
 */
public record EpochFacts(List<Epoch> history, List<Sibling> siblings) {
    public EpochFacts {
        history = List.copyOf(history);
        siblings = List.copyOf(siblings);
    }

    /**
     * An epoch.
     *
     * @param name such as {@code epoch 3}
     * @param claim its metric, of the claim's kind
     */
    public record Epoch(String name, double claim) {}

    /**
     * Another checkpoint.
     *
     * @param name of its file
     * @param claim what it states
     * @param differing names of the tensors that are not equal to the ones of this checkpoint, bit by bit; of one whose claim has
     *     nothing to do with the numbers at hand, one of them
     */
    public record Sibling(String name, double claim, List<String> differing) {
        public Sibling {
            differing = List.copyOf(differing);
        }
    }
}
