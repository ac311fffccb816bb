package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.HeldOutRows;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Measures the definition that judges on rows that no trainer saw, and checks that as what it is on the rows of the claim: gates rest on it.
 *
 * @param cpu where float64 is computed
 */
public record CheckedHeldOut(OpenCheckpoint subject, TorchDevice device, TorchDevice cpu) {

    /** What was measured, and how it was checked. */
    public record Measured(HeldOut found, SelfCheck check) {}

    /**
     * Measures and checks.
     *
     * @param rows of the file that are asked for
     * @param before says what was predicted of these rows before; null where nothing was
     * @throws VerifierException if something was not computed rightly
     */
    public Measured measure(
            HeldOutRows heldOut, ValidationRows rows, @Nullable Predictor before, int batchSize, Progress progress) {
        FittingDefinition judging = subject.selection().judging();
        try (ComparedVectors compared = subject.compared(heldOut.data(), device);
                WatchedDefinition watched = new WatchedDefinition(
                                judging, subject.weights(), heldOut.data(), rows, device, cpu)
                        .comparing(compared);
                ForwardPass computing =
                        before != null ? null : ForwardPass.verified(List.of(judging), subject.weights(), device)) {
            Predictor forward = computing == null ? Objects.requireNonNull(before) : computing;
            HeldOutRows.Pass pass = heldOut.run(
                    rows, new Beside(forward, compared, rows.rowSet(), watched.observers()), batchSize, progress);
            return new Measured(
                    heldOut.measure(judging, pass, subject.batch()),
                    watched.check(pass.pass()).of("the held-out rows"));
        }
    }
}
