package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What the judging definition reached on each row, and what kind of row it is; all arrays are as long as there are rows, in one order.
 *
 * @param cosines with the targets
 * @param naive cosine of the context's mean with the target: what makes a row hard is in both
 * @param articles the number of each row's article
 * @param norms of the targets
 * @param coherences mean cosine of neighbours in the context
 * @param chance chance level of the cosine; NaN if there is none
 */
public record SliceFacts(
        double[] cosines, double[] naive, long[] articles, double[] norms, double[] coherences, double chance) {

    /** A trait by whose quintiles rows are grouped. */
    record Trait(String name, double[] values) {}

    List<Trait> traits() {
        return List.of(new Trait("norm of the target", norms), new Trait("coherence of the context", coherences));
    }
}
