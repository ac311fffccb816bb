package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.ClaimResolution;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Settles a head count or chunk size that is not recorded by the claim: the variant that reproduces it exactly on the trainer's own
 * rows is the one that was trained. At most a few dozen are possible, and a hit within 2e-6 by chance is a matter of 1 in 10,000.
 *
 * <p>Only variants of one definition are settled so. Between definitions an exact match settles nothing: it says what was trained, and
 * the service may run the other function all the same.
 */
final class SizeSettlement {
    private final VerificationSession session;
    private final Progress progress;

    SizeSettlement(VerificationSession session, Progress progress) {
        this.session = session;
        this.progress = progress;
    }

    /**
     * The checkpoint with the variant that was trained as the judging one; as it was if nothing is open, or nothing settles it.
     *
     * @param pass over the rows, with all definitions that are selected
     */
    OpenCheckpoint settle(OpenCheckpoint subject, ValidationPass pass, TorchDevice device) {
        List<FittingDefinition> run = subject.selection().openVariants();
        Claim claim = subject.claim();
        if (run.isEmpty()
                || session.request().forward() != null
                || session.request().metric() != null
                || claim == null
                || !claim.supported()
                || !subject.split().description().reproducible()) {
            return subject;
        }
        return exact(run, claim, valuesOf(pass, subject))
                .or(() -> amongOthers(subject, run, claim, device))
                .map(trained -> subject.with(subject.selection().settledOn(trained)))
                .orElse(subject);
    }

    private Optional<FittingDefinition> amongOthers(
            OpenCheckpoint subject, List<FittingDefinition> run, Claim claim, TorchDevice device) {
        List<FittingDefinition> others =
                ForwardDefinitions.variantsOf(subject.selection().judging(), subject.weights(), subject.hints())
                        .stream()
                        .filter(variant ->
                                run.stream().noneMatch(done -> done.name().equals(variant.name())))
                        .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        progress.note("none of " + run.size() + " likely variants gives the claim; trying " + others.size() + " more");
        ValidationRows rows = subject.split().rows();
        try (ComparedVectors compared = subject.compared(session.sequences(), device);
                ForwardPass forward = ForwardPass.verified(others, subject.weights(), device)) {
            ValidationPass pass = new ValidationPass(
                    session.sequences(), rows.rowSet(), session.data().groups(), List.of(), compared);
            pass.run(forward, session.batchSize(), progress);
            return exact(others, claim, valuesOf(pass, subject));
        }
    }

    private static ToDoubleFunction<FittingDefinition> valuesOf(ValidationPass pass, OpenCheckpoint subject) {
        return definition -> pass.scores(definition, subject.split().rows()).mean(subject.kind(), subject.batch());
    }

    private static Optional<FittingDefinition> exact(
            List<FittingDefinition> variants, Claim claim, ToDoubleFunction<FittingDefinition> value) {
        return variants.stream()
                .filter(variant -> ClaimResolution.isExactly(claim.value(), value.applyAsDouble(variant)))
                .findFirst();
    }
}
