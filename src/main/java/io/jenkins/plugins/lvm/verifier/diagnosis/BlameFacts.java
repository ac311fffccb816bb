package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What tensors make the difference between a checkpoint and a good one of the same model.
 *
 * @param baseline name of the good one
 * @param good what it reaches on the rows tried
 * @param bad what the checkpoint reaches there
 * @param differing how many tensors differ
 * @param guilty those of them that are needed, and enough, to spoil the good one; empty if none could be told
 * @param restored what the checkpoint reaches with these taken from the good one
 * @param runs how many times the model was run to tell
 */
public record BlameFacts(
        String baseline, double good, double bad, int differing, List<String> guilty, double restored, int runs) {
    public BlameFacts {
        guilty = List.copyOf(guilty);
    }
}
