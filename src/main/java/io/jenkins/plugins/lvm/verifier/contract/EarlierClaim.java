package io.jenkins.plugins.lvm.verifier.contract;

/**
 * What an earlier verification found of another checkpoint, so that it can be told whose claim or weights a checkpoint has.
 *
 * @param name for people, such as {@code lvm #12, best_model.pt}
 * @param sha256 of the checkpoint's file
 * @param rowsDigest of the rows that it was measured on
 * @param forwardDefinition that judged it
 * @param device that computed it
 * @param claim that it states
 * @param actual the mean of the claim's kind that was measured
 */
public record EarlierClaim(
        String name,
        String sha256,
        String rowsDigest,
        String forwardDefinition,
        String device,
        double claim,
        double actual) {
    /** So many are looked at, the latest first. */
    public static final int MOST = 64;
}
