package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import java.nio.file.Path;
import java.util.List;

/** A decoder so small that each of its functions can be run on all rows. */
record SmallDecoder(SequenceData sequences, EvaluationData data, OpenCheckpoint subject) implements AutoCloseable {
    static final Path FOLDER = PythonFixtures.run("function_screen_fixtures.py", "function-screen");

    /** @param rows at most so many of them; 0 means all */
    static SmallDecoder open(int rows) {
        SequenceData sequences = SequenceData.open(FOLDER.resolve("rows.npz"));
        EvaluationData data = new EvaluationData(sequences, sequences.articles().column());
        String checkpoint = FOLDER.resolve("decoder.pt").toString();
        VerificationRequest request = VerificationRequest.of(
                        List.of(checkpoint), FOLDER.resolve("rows.npz").toString())
                .split("all")
                .maxSamples(rows)
                .build();
        SplitChooser splits = SplitChooser.of(request, sequences, null);
        return new SmallDecoder(
                sequences, data, OpenCheckpoint.open(checkpoint, request, data, splits, new Progress() {}));
    }

    @Override
    public void close() {
        subject.close();
        sequences.close();
    }
}
