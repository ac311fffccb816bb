package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.trainer.Convention;
import java.util.List;

/** Finds out what a checkpoint's claim compares. */
public final class ComparedSpaces {
    private ComparedSpaces() {}

    /**
     * By its trainer's convention and, of two towers, by the second one's weights.
     *
     * @throws VerifierException if no definition fits the second tower
     */
    public static ComparedVectors of(
            Checkpoint checkpoint, Convention convention, SequenceData data, TorchDevice device) {
        StateDict tower = checkpoint.targetTower().orElse(null);
        return new ComparedVectors(
                convention.space(),
                data.contextLength(),
                data.dimension(),
                tower == null ? null : tower(checkpoint, tower, data, device));
    }

    private static ComparedVectors.Tower tower(
            Checkpoint checkpoint, StateDict state, SequenceData data, TorchDevice device) {
        StateDictWeights weights = new StateDictWeights(state);
        FittingDefinition definition;
        try {
            definition = ForwardDefinitions.fitting(weights, ModelHints.ofOneVector())
                    .get(0);
        } catch (VerifierException e) {
            throw new VerifierException(
                    e.reason(), "The tower that targets go through: " + e.getMessage(), e.ownHint(), e);
        }
        OpenCheckpoint.requireWidth(checkpoint, definition, data);
        ForwardPass forward = ForwardPass.verified(List.of(definition), weights, device);
        return new ComparedVectors.Tower(definition, weights, forward, forward::close);
    }
}
