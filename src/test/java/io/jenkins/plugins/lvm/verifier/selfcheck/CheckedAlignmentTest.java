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
import io.jenkins.plugins.lvm.verifier.model.FaultyForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Predictions of the alignment that a faulty kernel made are found. */
class CheckedAlignmentTest {
    private static final int BATCH = 32;

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

    private Alignment test(ForwardPass forward) {
        try (forward) {
            return new CheckedAlignment(definition, weights, cpu, cpu)
                    .test(
                            forward,
                            List.of(),
                            new CausalAlignment.Settings(1000, 3, BATCH),
                            (done, total) -> {},
                            data,
                            RowSet.first(data.sequences()),
                            null);
        }
    }

    @Test
    void whatIsComputedRightlyHolds() {
        Alignment alignment = test(new ForwardPass(List.of(definition), weights, cpu));

        assertThat(alignment.selfCheck()).isNotNull();
        assertThat(alignment.selfCheck().checks())
                .extracting(Check::kind)
                .containsExactly(Kind.REARRANGED, Kind.INDEPENDENT, Kind.PLANTED);
        assertThat(alignment.selfCheck().checks().get(0).rows()).isGreaterThan(16);
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_WEIGHT", "WRONG_BATCH"})
    void aFaultOfTheKernelIsFound(Fault fault) {
        int where = fault == Fault.WRONG_BATCH ? -1 : 0;

        assertThatThrownBy(() -> test(FaultyForward.of(definition, weights, cpu, fault, where)))
                .isInstanceOfSatisfying(VerifierException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(Reason.SELF_CHECK);
                    assertThat(failure.getMessage()).contains("lstm-baseline on cpu was not computed rightly");
                });
    }
}
