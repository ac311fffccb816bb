package io.jenkins.plugins.lvm.verifier.probe;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.format.TrustedFolder;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import java.nio.file.Path;

/**
 * The probe of one checkpoint, with what the definitions that fit its weights make of it. No data is needed.
 *
 * @param path of the checkpoint
 * @param probe that it holds
 * @param probed definitions on its inputs
 */
public record CheckpointProbe(String path, ProbeRecord probe, ProbedDefinitions probed) {

    /**
     * Reads a checkpoint and runs what fits its weights on the CPU.
     *
     * @param request names the checkpoint, and how its function is known
     * @throws VerifierException if it holds no probe, or nothing fits
     */
    public static CheckpointProbe of(VerificationRequest request) {
        String path = request.checkpoints().get(0);
        TrustedFolder.requireForUnpackedLibraries();
        try (Checkpoint checkpoint = CheckpointReader.open(Path.of(path))) {
            ProbeRecord probe = ProbeRecord.in(checkpoint)
                    .orElseThrow(() -> VerifierException.unreadable(
                            path + " holds no probe.",
                            "Save it with one: checkpoint[\"lvm_probe\"] = probe(model), by python/lvm_probe.py."));
            StateDict state = checkpoint.stateDict();
            StateDictWeights weights = new StateDictWeights(state);
            Integer length = probe.contextLength();
            ModelHints hints = CheckpointRecord.hints(checkpoint, length == null ? 1 : length);
            ForwardSelection selection = ForwardSelection.of(request, weights, hints);
            return new CheckpointProbe(
                    path,
                    probe,
                    ProbedDefinitions.run(
                            probe,
                            selection.all(),
                            state,
                            weights,
                            TorchEngine.start(null, request.threads()).device("cpu")));
        }
    }
}
