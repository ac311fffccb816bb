package io.jenkins.plugins.lvm.verifier.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import org.junit.jupiter.api.Test;

/** A check that finds nothing is found. */
class PlantedExchangeTest {
    private static final float[] ROW = {1, 0};
    private static final float[] NEAR = {1, 0.0005f};
    private static final float[] OTHER = {0, 1};

    private static PlantedExchange of(float[]... predictions) {
        return new PlantedExchange(0, predictions, 1e-4);
    }

    @Test
    void aCheckThatFindsNothingEndsTheRun() {
        assertThatThrownBy(() -> of(ROW, OTHER).check(prediction -> false))
                .isInstanceOfSatisfying(VerifierException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(Reason.SELF_CHECK);
                    assertThat(failure.getMessage())
                            .isEqualTo("Two rows were exchanged on purpose, and the check did not find it, so there is"
                                    + " no verdict.");
                });
    }

    @Test
    void aCheckThatFindsTheOtherRowIsReported() {
        assertThat(of(ROW, ROW, NEAR, OTHER).check(prediction -> prediction == OTHER))
                .hasValueSatisfying(check -> {
                    assertThat(check.kind()).isEqualTo(Kind.PLANTED);
                    assertThat(check.largest()).isGreaterThan(1);
                })
                .map(Check::tolerance)
                .contains(1e-4);
    }

    @Test
    void rowsThatHardlyDifferOrAreNotFiniteAreNotExchanged() {
        assertThat(of(ROW, ROW, NEAR, new float[] {Float.NaN, 1}).check(prediction -> false))
                .isEmpty();
    }
}
