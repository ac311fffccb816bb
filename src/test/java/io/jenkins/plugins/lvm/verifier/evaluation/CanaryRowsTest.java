package io.jenkins.plugins.lvm.verifier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows.Canary;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.selfcheck.SelfChecker;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A whole pass over 3,000 rows with a faulty kernel: the rows that are kept are enough to find it, every time. */
class CanaryRowsTest extends OpenedAmn {
    /** Multiplications by a matrix for one batch of an AMN: query and three layers. */
    private static final int CALLS_OF_A_BATCH = 4;

    private static List<Canary> kept(Fault fault, int where, int batchSize) {
        RowSet rows = RowSet.first(data.sequences());
        CanaryRows canary =
                new CanaryRows(data.contextLength() * data.dimension(), data.dimension(), rows.inFileOrder());
        try (ForwardPass forward = FaultyForward.of(definition, weights, cpu, fault, where)) {
            new ValidationPass(data, rows, new ArticleGroups(null), List.of(canary))
                    .run(forward, batchSize, new Progress() {});
        }
        return canary.rows();
    }

    private static SelfChecker checker() {
        return new SelfChecker(definition, weights, data.contextLength(), cpu, cpu);
    }

    @Test
    void aSoundPassHoldsInAllThreeWays() {
        List<Canary> rows = kept(Fault.NONE, 0, 128);

        assertThat(rows).hasSizeBetween(24, 80);
        assertThat(checker().check(rows).checks())
                .extracting(Check::kind)
                .containsExactly(Kind.REARRANGED, Kind.INDEPENDENT, Kind.PLANTED);
    }

    /** A claim of the last context vector plus the prediction is no reason to hold that sum against a prediction. */
    @Test
    void whatAClaimMakesOfPredictionsIsNotKept() {
        RowSet rows = RowSet.first(data.sequences());
        CanaryRows canary =
                new CanaryRows(data.contextLength() * data.dimension(), data.dimension(), rows.inFileOrder());
        ComparedVectors sums = new ComparedVectors(Space.COSINE_SUM, data.contextLength(), data.dimension(), null);
        try (ForwardPass forward = new ForwardPass(List.of(definition), weights, cpu)) {
            new ValidationPass(data, rows, new ArticleGroups(null), List.of(canary), sums)
                    .run(forward, 128, new Progress() {});
        }

        assertThat(checker().check(canary.rows()).checks()).hasSize(3);
    }

    @Test
    void anyWrongBatchIsFound() {
        for (int batch = 0; batch < 3000 / 128 + 1; batch++) {
            List<Canary> rows = kept(Fault.WRONG_BATCH, CALLS_OF_A_BATCH * batch + CALLS_OF_A_BATCH - 1, 128);
            assertThatThrownBy(() -> checker().check(rows)).as("batch " + batch).isInstanceOf(VerifierException.class);
        }
    }

    @Test
    void anySwappedRowsAreFound() {
        for (int place = 0; place < 15; place++) {
            List<Canary> rows = kept(Fault.SWAPPED_ROWS, place, 16);
            assertThatThrownBy(() -> checker().check(rows)).as("rows " + place).isInstanceOf(VerifierException.class);
        }
    }

    @Test
    void anyWrongWeightIsFound() {
        for (int row = 0; row < 24; row++) {
            List<Canary> rows = kept(Fault.WRONG_WEIGHT, row, 128);
            assertThatThrownBy(() -> checker().check(rows)).as("weight " + row).isInstanceOf(VerifierException.class);
        }
    }
}
