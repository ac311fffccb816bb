package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.Precision;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.List;

/** What a checkpoint reaches where nothing is rounded to float32 on the way. */
public final class ExactCosines {
    private ExactCosines() {}

    /**
     * The cosine of each row in evaluation order, computed in float64.
     *
     * @param cpu that computes it
     */
    public static float[] of(
            EvaluationData data, OpenCheckpoint subject, TorchDevice cpu, int batchSize, Progress progress) {
        progress.note("in float64 on the CPU");
        FittingDefinition judging = subject.selection().judging();
        ValidationRows rows = subject.split().rows();
        try (ComparedVectors compared = subject.compared(data.sequences(), cpu);
                ForwardPass forward = new ForwardPass(List.of(judging), subject.weights(), cpu, Precision.FLOAT64)) {
            ValidationPass pass =
                    new ValidationPass(data.sequences(), rows.rowSet(), data.groups(), List.of(), compared);
            pass.run(forward, batchSize, progress);
            return pass.scores(judging, rows).storedCosines();
        }
    }
}
