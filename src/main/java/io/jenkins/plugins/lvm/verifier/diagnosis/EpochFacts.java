package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What else of the same training run is known.
 *
 * @param history the metrics of its epochs that the checkpoint itself records, in their order
 * @param siblings other checkpoints of the run
 * @param earlier other checkpoints that were verified before, whose tensors are not at hand
 */
public record EpochFacts(List<Epoch> history, List<Sibling> siblings, List<Earlier> earlier) {
    public EpochFacts {
        history = List.copyOf(history);
        siblings = List.copyOf(siblings);
        earlier = List.copyOf(earlier);
    }

    /**
     * An epoch.
     *
     * @param name such as {@code epoch 3}
     * @param claim its metric, of the claim's kind
     */
    public record Epoch(String name, double claim) {}

    /**
     * A checkpoint that was verified before.
     *
     * @param name of its verification and its file
     * @param claim what it states
     * @param actual what it reached
     * @param comparable whether that was measured on the same rows, by the same forward definition on the same device
     */
    public record Earlier(String name, double claim, double actual, boolean comparable) {}

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
