package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.service.ServiceProcess;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests of passes over 3,000 rows by a small AMN of real torch. */
public abstract class OpenedAmn {
    protected static TorchDevice cpu;
    protected static SequenceData data;
    protected static StateDictWeights weights;
    protected static FittingDefinition definition;
    private static Checkpoint checkpoint;

    @BeforeAll
    static void open() {
        cpu = TorchEngine.start(null, 1).device("cpu");
        data = SequenceData.open(ServiceProcess.fixtures().resolve("rows.npz"));
        checkpoint = CheckpointReader.open(ServiceProcess.fixtures().resolve("amn.pt"));
        weights = new StateDictWeights(checkpoint.stateDict());
        definition = ForwardDefinitions.byName(
                "attention-mixture", weights, CheckpointRecord.hints(checkpoint, data.contextLength()));
    }

    @AfterAll
    static void close() {
        checkpoint.close();
        data.close();
    }
}
