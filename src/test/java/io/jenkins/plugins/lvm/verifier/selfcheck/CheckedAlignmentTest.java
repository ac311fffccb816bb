package io.jenkins.plugins.lvm.verifier.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.alignment.CausalAlignment;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.model.DerivedWeights;
import io.jenkins.plugins.lvm.verifier.model.ExchangingForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions of the alignment that a faulty kernel made are found. */
class CheckedAlignmentTest {
    private static final CausalAlignment.Settings SETTINGS = new CausalAlignment.Settings(1000, 3, 32);

    private static TorchDevice cpu;
    private static Path folder;

    private Checkpoint checkpoint;
    private SequenceData data;
    private StateDictWeights weights;
    private FittingDefinition definition;

    @BeforeAll
    static void startEngine() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        folder = PythonFixtures.run("alignment_fixtures.py", "alignment");
    }

    @BeforeEach
    void open() {
        checkpoint = CheckpointReader.open(folder.resolve("lstm.pt"));
        data = SequenceData.open(folder.resolve("next_at_0.npz"));
        weights = new StateDictWeights(checkpoint.stateDict());
        definition = ForwardDefinitions.byName("lstm-baseline", weights, ModelHints.none());
    }

    @AfterEach
    void close() {
        data.close();
        checkpoint.close();
    }

    private Alignment test(Weights read) {
        return new CheckedAlignment(definition, read, cpu, cpu)
                .test(List.of(), SETTINGS, (done, total) -> {}, data, RowSet.first(data.sequences()), null);
    }

    /** The tests alone, by a pass that watches itself. */
    private void run(Predictor forward) {
        new CausalAlignment(forward, List.of(), SETTINGS, (done, total) -> {}, (contexts, predictions) -> {})
                .test(data, RowSet.first(data.sequences()), null);
    }

    @Test
    void whatIsComputedRightlyHolds() {
        Alignment alignment = test(weights);

        assertThat(alignment.selfCheck()).isNotNull();
        assertThat(alignment.selfCheck().checks())
                .extracting(Check::kind)
                .containsExactly(Kind.REARRANGED, Kind.INDEPENDENT, Kind.PLANTED, Kind.PRODUCTS, Kind.PLACES);
        assertThat(alignment.selfCheck().checks().get(0).rows()).isGreaterThan(16);
        assertThat(alignment.selfCheck().checks())
                .filteredOn(check -> check.kind() == Kind.PRODUCTS || check.kind() == Kind.PLACES)
                .allSatisfy(check -> assertThat(check.rows()).isGreaterThan(1000));
    }

    /** What is read once from the file is another number than what is there. */
    private record OnceWrong(Weights below, Set<String> read) implements DerivedWeights {
        @Override
        public Weights complete() {
            return new OnceWrong(below.complete(), read);
        }

        @Override
        public float[] floats(String name) {
            float[] values = below.floats(name);
            if (name.endsWith("weight_hh_l0") && read.add(name)) {
                values = values.clone();
                values[5] += 1;
            }
            return values;
        }
    }

    @Test
    void aWeightThatWasReadWronglyIsFound() {
        requireFound(
                () -> test(new OnceWrong(weights, new HashSet<>())), "lstm-baseline on cpu was not computed rightly");
    }

    /** In one product of many, and never again. */
    @ParameterizedTest
    @EnumSource(names = {"WRONG_WEIGHT", "WRONG_BATCH", "SWAPPED_ROWS"})
    void aFaultOfTheKernelIsFound(Fault fault) {
        for (int product : new int[] {0, 7, 40}) {
            try (ForwardPass forward = FaultyForward.verified(definition, weights, cpu, fault, 3, product)) {
                requireFound(() -> run(forward), "was not computed rightly");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsThatChangePlacesAreFound(boolean before) {
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, cpu)) {
            requireFound(() -> run(new ExchangingForward(forward, before, 5, 0, 1)), "rows have changed places");
        }
    }

    private static void requireFound(ThrowingCallable measuring, String message) {
        assertThatThrownBy(measuring)
                .isInstanceOfSatisfying(VerifierException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(Reason.SELF_CHECK))
                .hasMessageContaining(message);
    }
}
