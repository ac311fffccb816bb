package io.jenkins.plugins.lvm.verifier.probe;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Probe;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settles by the checkpoint's own probe which function was trained: unless the user names a definition, the one that the probe proves
 * judges.
 *
 * @param subject with the definition that judges
 * @param probed all that may be the function; null where the checkpoint holds no probe
 * @param proven whether the definition that judges is the function that was trained
 */
public record ProbeSettlement(OpenCheckpoint subject, @Nullable ProbedDefinitions probed, boolean proven) {

    /**
     * Runs what may be the function on the probe's inputs.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if the checkpoint holds a probe that cannot be used
     */
    public static ProbeSettlement of(OpenCheckpoint opened, VerificationRequest request, TorchDevice device) {
        // A probe gives contexts.
        boolean readsRows = opened.selection().judging().readsRows();
        ProbeRecord record =
                readsRows ? null : ProbeRecord.in(opened.checkpoint()).orElse(null);
        if (record == null) {
            return new ProbeSettlement(opened, null, false);
        }
        ForwardSelection selection = opened.selection();
        List<FittingDefinition> all = new ArrayList<>(selection.all());
        ForwardDefinitions.variantsOf(selection.judging(), opened.weights(), opened.hints()).stream()
                .filter(variant -> all.stream().noneMatch(known -> known.name().equals(variant.name())))
                .forEach(all::add);
        ProbedDefinitions probed = ProbedDefinitions.run(record, all, opened.state(), opened.weights(), device);
        List<FittingDefinition> proven =
                all.stream().filter(one -> probed.proven().contains(one.name())).toList();
        FittingDefinition judging = selection.judging();
        boolean chosen = request.forward() != null || request.forwardOnnx() != null;
        if (!proven.isEmpty() && !proven.contains(judging) && !chosen) {
            judging = proven.get(0);
        }
        return proven.contains(judging)
                ? new ProbeSettlement(opened.with(selection.provenBy(judging)), probed, true)
                : new ProbeSettlement(opened, probed, false);
    }

    /** What the report says, where a definition judges; null where the checkpoint holds no probe. */
    public @Nullable Probe report(FittingDefinition judging) {
        return probed == null ? null : probed.report(judging);
    }
}
