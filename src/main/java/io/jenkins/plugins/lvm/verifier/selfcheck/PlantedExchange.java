package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Two rows exchanged on purpose, which a check has to find. Whether their difference could come of the last bits is not asked: that takes
 * two passes over all weights in float64.
 *
 * @param row that is held against another one
 * @param predictions of all rows
 * @param tolerance of the check
 */
record PlantedExchange(int row, float[][] predictions, double tolerance) {

    /**
     * Exchanges the row with the first one that differs clearly; empty where all rows are the same or none is finite.
     *
     * @param finds whether the check says that a prediction is not the row's
     * @throws VerifierException if it does not say so of the other row's
     */
    Optional<Check> check(Predicate<float[]> finds) {
        for (float[] other : predictions) {
            Double apart = SelfChecker.difference(predictions[row], other);
            if (apart != null && apart > 10 * tolerance) {
                if (finds.test(other)) {
                    return Optional.of(
                            new Check(Kind.PLANTED, 1, apart, tolerance, "two rows exchanged, which was found"));
                }
                throw SelfChecker.failed(
                        "Two rows were exchanged on purpose, and the check did not find it, so there is no verdict.");
            }
        }
        return Optional.empty();
    }
}
