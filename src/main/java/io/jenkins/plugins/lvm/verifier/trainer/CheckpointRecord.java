package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.diagnosis.TrainingChanges;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a checkpoint tells of itself, in the forms in which others want it. */
public final class CheckpointRecord {
    private CheckpointRecord() {}

    /** By what its trainer is recognised. */
    public static TrainingEvidence evidence(
            final Checkpoint checkpoint, final StateDict state, final boolean articlesFound) {
        return new TrainingEvidence(
                checkpoint.topLevelKeys(), checkpoint.args(), checkpoint.config(), state.names(), articlesFound);
    }

    /** What the weights do not show of the model. */
    public static ModelHints hints(final Checkpoint checkpoint, final int contextLength) {
        return new ModelHints(
                checkpoint.declaredType().orElse(null),
                TrainerSettings.heads(checkpoint.modelConfig(), checkpoint.args()),
                TrainerSettings.chunkSize(checkpoint.modelConfig(), checkpoint.args(), contextLength),
                TrainerSettings.numbers(checkpoint.modelConfig(), checkpoint.args(), checkpoint.config()),
                TrainerSettings.positionalScale(checkpoint.args()),
                contextLength,
                null);
    }

    /** Everything, for comparison with another checkpoint. */
    public static Configuration configuration(final Checkpoint checkpoint, final StateDict state) {
        final Map<String, Object> config = new LinkedHashMap<>(checkpoint.modelConfig());
        checkpoint.declaredType().ifPresent(type -> config.putIfAbsent("model_type", type));
        // A trainer without args records them as its config.
        if (!checkpoint.args().equals(checkpoint.config())) {
            checkpoint.config().forEach(config::putIfAbsent);
        }
        final Map<String, long[]> shapes = new LinkedHashMap<>();
        state.names().forEach(name -> shapes.put(name, state.tensor(name).shape()));
        return TrainingChanges.recorded(checkpoint.args(), config, shapes);
    }
}
