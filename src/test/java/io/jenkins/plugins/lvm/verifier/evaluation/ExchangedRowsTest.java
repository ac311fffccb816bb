package io.jenkins.plugins.lvm.verifier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.model.ExchangingForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.selfcheck.EveryRow;
import io.jenkins.plugins.lvm.verifier.selfcheck.WatchedDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Two rows, exchanged once in a pass over 3,000 in the usual batches: between reading and the engine, in a product by a matrix, between the
 * engine and the scorer, or after it. Each is found, whichever rows they are.
 */
class ExchangedRowsTest extends OpenedAmn {
    private static final int BATCH = 256;

    private final SplittableRandom random = new SplittableRandom(19);

    /** A pass, and what looked at it. */
    private record Measured(ValidationPass pass, CanaryRows canary, WatchedDefinition watched) {
        static Measured by(Predictor forward, int batchSize) {
            RowSet rows = RowSet.first(data.sequences());
            CanaryRows canary =
                    new CanaryRows(data.contextLength() * data.dimension(), data.dimension(), rows.inFileOrder());
            WatchedDefinition watched = new WatchedDefinition(definition, weights, data, rows.inFileOrder(), cpu, cpu);
            List<ValidationPass.Observer> observers = new ArrayList<>(watched.observers());
            observers.add(canary);
            ValidationPass pass = new ValidationPass(data, rows, new ArticleGroups(null), observers);
            try {
                pass.run(forward, batchSize, new Progress() {});
            } catch (VerifierException e) {
                watched.close();
                throw e;
            }
            return new Measured(pass, canary, watched);
        }

        List<Check> everyRow(float[] stored, ValidationRows order) {
            return EveryRow.of(pass.products(), pass.identified(), canary.cosines(), stored, order);
        }

        SelfCheck checked() {
            try (watched) {
                return watched.check(pass);
            }
        }
    }

    /** As a baseline is run, on every third row of a pass. */
    private static SelfCheck beside(Predictor forward) {
        ValidationRows some = new ValidationRows(
                IntStream.range(0, data.sequences() / 3).map(row -> 3 * row).toArray());
        FittingDefinition judging = ForwardDefinitions.byName("additive-memory", weights, ModelHints.none());
        try (ForwardPass all = new ForwardPass(List.of(judging), weights, cpu);
                WatchedDefinition watched = new WatchedDefinition(definition, weights, data, some, cpu, cpu)) {
            ValidationPass pass =
                    new ValidationPass(data, RowSet.first(data.sequences()), new ArticleGroups(null), List.of());
            Beside third = new Beside(forward, ComparedVectors.plain(), some.rowSet(), watched.observers());
            pass.run(all, List.of(third), BATCH, new Progress() {});
            return watched.check(pass, forward);
        }
    }

    private static void requireFound(ThrowingCallable measuring, String message) {
        assertThatThrownBy(measuring)
                .isInstanceOfSatisfying(VerifierException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(Reason.SELF_CHECK))
                .hasMessageContaining(message)
                .hasMessageContaining("nothing is judged");
    }

    @Test
    void aSoundPassSaysThatEveryRowWasLookedAt() {
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, cpu)) {
            SelfCheck check = Measured.by(forward, BATCH).checked();

            assertThat(check.checks())
                    .filteredOn(one -> one.rows() == data.sequences())
                    .extracting(Check::kind)
                    .containsExactly(Kind.PRODUCTS, Kind.PLACES, Kind.COSINES);
            assertThat(check.checks())
                    .filteredOn(one -> one.largest() != null && one.kind() != Kind.PLANTED)
                    .allSatisfy(one -> assertThat(one.largest()).isLessThanOrEqualTo(one.tolerance()));
        }
    }

    @Test
    void whatIsRunBesideItIsLookedAtAsWell() {
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, cpu)) {
            assertThat(beside(forward).checks())
                    .extracting(Check::kind)
                    .containsExactly(
                            Kind.REARRANGED, Kind.INDEPENDENT, Kind.PLANTED, Kind.PRODUCTS, Kind.PLACES, Kind.COSINES);
            for (boolean before : new boolean[] {true, false}) {
                requireFound(() -> beside(new ExchangingForward(forward, before, 4, 7, 30)), "changed places");
            }
        }
        try (ForwardPass forward = FaultyForward.verified(definition, weights, cpu, Fault.SWAPPED_ROWS, 20, 5)) {
            requireFound(() -> beside(forward), "was not computed rightly");
        }
    }

    @Test
    void inOneProductOfOneBatch() {
        for (int i = 0; i < 20; i++) {
            int place = random.nextInt(BATCH - 1);
            int product = random.nextInt(4 * (data.sequences() / BATCH));
            try (ForwardPass forward =
                    FaultyForward.verified(definition, weights, cpu, Fault.SWAPPED_ROWS, place, product)) {
                requireFound(() -> Measured.by(forward, BATCH), "was not computed rightly");
            }
        }
    }

    private ExchangingForward exchanging(ForwardPass forward, boolean before) {
        int one = random.nextInt(BATCH);
        int other = (one + 1 + random.nextInt(BATCH - 1)) % BATCH;
        return new ExchangingForward(forward, before, random.nextInt(data.sequences() / BATCH), one, other);
    }

    @Test
    void betweenReadingAndTheEngine() {
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, cpu)) {
            for (int i = 0; i < 10; i++) {
                ExchangingForward faulty = exchanging(forward, true);
                requireFound(() -> Measured.by(faulty, BATCH), "was not computed from what was read of it");
            }
        }
    }

    @Test
    void betweenTheEngineAndTheScorer() {
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, cpu)) {
            for (int i = 0; i < 10; i++) {
                ExchangingForward faulty = exchanging(forward, false);
                requireFound(() -> Measured.by(faulty, BATCH), "is not judged by what was computed for it");
            }
        }
    }

    /** The loops know rows by their numbers in the file, whatever order the scores came to stand in. */
    @Test
    void afterTheScorer() {
        ValidationRows order = RowSet.first(data.sequences()).inFileOrder();
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, cpu)) {
            Measured measured = Measured.by(forward, BATCH);
            float[] stored = measured.pass().scores(definition, order).storedCosines();
            assertThat(measured.everyRow(stored, order)).hasSize(3);

            for (int i = 0; i < 10; i++) {
                float[] exchanged = stored.clone();
                int one = random.nextInt(stored.length - 1);
                exchanged[one] = stored[one + 1];
                exchanged[one + 1] = stored[one];
                requireFound(() -> measured.everyRow(exchanged, order), "Row " + one + " of the file");
            }
        }
    }
}
