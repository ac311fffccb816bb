package io.jenkins.plugins.lvm.verifier.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenedAmn;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.RowTags;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said again of rows that were drawn is known to be theirs. */
class ReplayTest extends OpenedAmn {
    private static final int BATCH = 32;

    /** Predicts rows as they are drawn: two sets, the second one before the first one in the file. */
    private static Replay recorded(ForwardPass forward) {
        RecordedPredictions recorded = new RecordedPredictions(forward);
        for (RowSet set : List.of(rows(64, 128), rows(0, 64))) {
            recorded.begin(set);
            data.forEachBatch(set, BATCH, batch -> {
                recorded.predict(
                        FloatBuffer.wrap(batch.contextValues()).slice(0, batch.size() * data.contextSize()),
                        batch.size(),
                        data.contextLength());
                return true;
            });
        }
        return recorded.again();
    }

    private static RowSet rows(int from, int to) {
        return RowSet.of(IntStream.range(from, to).toArray());
    }

    /** Asks for the rows, with one of them left out where there is one to skip. */
    private static void replay(Replay again, int skipped) {
        int[] asked = IntStream.range(0, 128).filter(row -> row != skipped).toArray();
        data.forEachBatch(RowSet.of(asked), 50, batch -> {
            FloatBuffer given = FloatBuffer.wrap(batch.contextValues()).slice(0, batch.size() * data.contextSize());
            float[] said = again.predict(given, batch.size(), data.contextLength())[0];
            assertThat(again.tags()).isNotNull();
            RowTags.requireSame(again, given, said);
            return true;
        });
    }

    @Test
    void rowsInTheirPlacesAreTheirs() {
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, cpu)) {
            replay(recorded(forward), -1);
        }
    }

    @Test
    void rowsThatChangedPlacesAreFound() {
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, cpu)) {
            for (int skipped : new int[] {0, 70}) {
                Replay again = recorded(forward);
                assertThatThrownBy(() -> replay(again, skipped))
                        .isInstanceOfSatisfying(VerifierException.class, failure -> assertThat(failure.reason())
                                .isEqualTo(Reason.SELF_CHECK))
                        .hasMessageContaining("was not computed from what was read of it");
            }
        }
    }

    @Test
    void whoeverSaysNothingOfRowsIsNotAsked() {
        try (ForwardPass forward = new ForwardPass(List.of(definition), weights, cpu)) {
            Replay again = recorded(forward);
            again.predict(FloatBuffer.allocate(0), BATCH, data.contextLength());

            assertThat(again.tags()).isNull();
        }
    }
}
