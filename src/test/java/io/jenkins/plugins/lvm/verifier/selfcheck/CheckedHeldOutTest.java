package io.jenkins.plugins.lvm.verifier.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.HeldOutRows;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.model.ExchangingForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward;
import io.jenkins.plugins.lvm.verifier.model.FaultyForward.Fault;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is predicted of held-out rows is checked as the rows of the claim are. */
class CheckedHeldOutTest {
    private static final Progress SILENT = new Progress() {};

    private static TorchDevice cpu;
    private static SequenceData sequences;
    private static OpenCheckpoint subject;
    private static FittingDefinition judging;
    private static HeldOutRows heldOut;

    @BeforeAll
    static void open() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        Path folder = PythonFixtures.run("gates_fixtures.py", "gates");
        String checkpoint = folder.resolve("good.pt").toString();
        VerificationRequest request = VerificationRequest.of(
                        List.of(checkpoint), folder.resolve("train.npz").toString())
                .split("all")
                .heldOut(folder.resolve("held_out.npz").toString())
                .build();
        sequences = SequenceData.open(folder.resolve("train.npz"));
        EvaluationData data = new EvaluationData(sequences, sequences.articles().column());
        subject = OpenCheckpoint.open(checkpoint, request, data, SplitChooser.of(request, sequences, null), SILENT);
        judging = subject.selection().judging();
        heldOut = Objects.requireNonNull(HeldOutRows.open(request, sequences, null));
    }

    @AfterAll
    static void close() {
        heldOut.close();
        subject.close();
        sequences.close();
    }

    private static CheckedHeldOut.Measured measure(Predictor before) {
        return new CheckedHeldOut(subject, cpu, cpu).measure(heldOut, heldOut.rows(), before, 64, SILENT);
    }

    private static void requireFound(Predictor before, String message) {
        assertThatThrownBy(() -> measure(before))
                .isInstanceOfSatisfying(VerifierException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(Reason.SELF_CHECK))
                .hasMessageContaining(message);
    }

    @Test
    void whatWasPredictedBeforeGivesWhatIsPredictedNow() {
        try (ForwardPass forward = ForwardPass.verified(List.of(judging), subject.weights(), cpu)) {
            assertThat(measure(forward).found()).isEqualTo(measure(null).found());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_WEIGHT", "WRONG_BATCH"})
    void aFaultOfTheKernelIsFound(Fault fault) {
        int where = fault == Fault.WRONG_BATCH ? -1 : 3;
        try (ForwardPass forward = FaultyForward.of(judging, subject.weights(), cpu, fault, where)) {
            requireFound(forward, judging.name() + " on cpu was not computed rightly");
        }
    }

    @Test
    void rowsThatChangePlacesAreFound() {
        try (ForwardPass forward = ForwardPass.verified(List.of(judging), subject.weights(), cpu)) {
            requireFound(new ExchangingForward(forward, true, 3, 9, 22), "rows have changed places");
        }
    }
}
