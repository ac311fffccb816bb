package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ArticleGroups;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Part of the benchmarks: one pass over a fifth of the rows, {@code plain} or with the digests that a verdict is {@code bound} to. Prints
 * the seconds of the pass, its mean cosine, and the digest. Arguments: {@code plain} or {@code bound}, checkpoint, data, threads.
 */
final class RowDigestsBenchmark {
    private static final int SHARE = 5;

    private RowDigestsBenchmark() {}

    public static void main(String[] args) {
        boolean bound = args[0].equals("bound");
        int threads = Integer.parseInt(args[3]);
        try (SequenceData data = SequenceData.open(Path.of(args[2]));
                Checkpoint checkpoint = CheckpointReader.open(Path.of(args[1]))) {
            StateDictWeights weights = new StateDictWeights(checkpoint.stateDict());
            List<FittingDefinition> first = ForwardDefinitions.fitting(
                            weights, CheckpointRecord.hints(checkpoint, data.contextLength()))
                    .subList(0, 1);
            ValidationRows rows = Splits.all(data.sequences()).limit(data.sequences() / SHARE);
            int batch = VerificationSession.sequencesPerPass(threads, data.contextLength());
            if (bound) {
                data.bind(rows.rowSet());
            }
            // As in a verification, beside the start of the engines.
            data.readAhead(rows.rowSet(), batch);
            RowScorer.start();
            TorchDevice cpu = TorchEngine.start(null, threads).device("cpu");
            ValidationPass pass = new ValidationPass(data, rows.rowSet(), new ArticleGroups(null), List.of());
            long start = System.nanoTime();
            try (ForwardPass forward = new ForwardPass(first, weights, cpu)) {
                pass.run(forward, batch, new Progress() {});
            }
            String digest = bound ? data.rowsDigest(rows) : "none";
            double[] cosines = pass.scores(first.get(0), rows).cosines();
            System.out.printf(
                    Locale.ROOT,
                    "%.3f %.9f %s%n",
                    (System.nanoTime() - start) / 1e9,
                    Arrays.stream(cosines).average().orElseThrow(),
                    digest);
        }
    }
}
