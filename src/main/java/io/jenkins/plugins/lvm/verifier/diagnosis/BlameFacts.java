package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What tensors make the difference between a checkpoint and a good one of the same model.
 *
 * @param baseline name of the good one
 * @param reached what is reached with which tensors, on the rows tried
 * @param differing how many tensors differ
 * @param all how many tensors there are
 * @param guilty those of them that are needed, and enough, to restore what was lost, the one that does most of it first; empty if none
 *     could be told
 * @param where in which part of the first of them it differs, in words; empty if throughout
 * @param runs how many times the model was run to tell
 */
public record BlameFacts(
        String baseline, Reached reached, int differing, int all, List<String> guilty, String where, int runs) {
    public BlameFacts {
        guilty = List.copyOf(guilty);
    }

    /**
     * Mean cosines on the rows tried.
     *
     * @param bad the checkpoint's
     * @param good the baseline's
     * @param wanted what was to be restored: the baseline's, or, where that is not better, the claim's
     * @param restored the checkpoint's with the guilty tensors taken from the baseline
     */
    public record Reached(double bad, double good, double wanted, double restored) {
        /** Share of what was lost that comes back. */
        double share() {
            return wanted <= bad ? 0 : (restored - bad) / (wanted - bad);
        }
    }
}
