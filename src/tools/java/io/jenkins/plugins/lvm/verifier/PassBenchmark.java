package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ArticleGroups;
import io.jenkins.plugins.lvm.verifier.evaluation.ContextSimilarity;
import io.jenkins.plugins.lvm.verifier.evaluation.DataProfiler;
import io.jenkins.plugins.lvm.verifier.evaluation.NaivePredictors;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import io.jenkins.plugins.lvm.verifier.selfcheck.WatchedDefinition;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Part of the benchmarks: one pass over some rows, {@code plain}, with the digests that a verdict is {@code bound} to, of the {@code host}
 * alone, for a model that costs nothing, or with those who look at each batch of a verification, {@code checked} by the verifier itself or
 * {@code unchecked}. Prints the seconds of the pass, its mean cosine, and the digest. Arguments: the kind, checkpoint, data, threads, and of how
 * many rows one is read.
 */
final class PassBenchmark {
    private PassBenchmark() {}

    public static void main(String[] args) {
        boolean bound = args[0].equals("bound");
        boolean checked = args[0].equals("checked");
        int threads = Integer.parseInt(args[3]);
        int share = Integer.parseInt(args[4]);
        try (SequenceData data = SequenceData.open(Path.of(args[2]));
                Checkpoint checkpoint = CheckpointReader.open(Path.of(args[1]))) {
            StateDictWeights weights = new StateDictWeights(checkpoint.stateDict());
            List<FittingDefinition> first = ForwardDefinitions.fitting(
                            weights, CheckpointRecord.hints(checkpoint, data.contextLength()))
                    .subList(0, 1);
            ValidationRows rows = Splits.all(data.sequences()).limit(data.sequences() / share);
            int batch = VerificationSession.sequencesPerPass(threads, data.contextLength());
            if (bound) {
                data.bind(rows.rowSet());
            }
            // As in a verification, beside the start of the engines.
            data.readAhead(rows.rowSet(), batch);
            RowScorer.start();
            TorchDevice cpu = TorchEngine.start(null, threads).device("cpu");
            List<ValidationPass.Observer> observers = new ArrayList<>();
            if (checked || args[0].equals("unchecked")) {
                int length = data.contextLength();
                observers.add(new NaivePredictors(rows.size()));
                observers.add(new ContextSimilarity(length, data.dimension(), rows.size()));
                observers.add(new DataProfiler(length, data.dimension(), new ArticleGroups(null), rows.size()));
            }
            WatchedDefinition watched = new WatchedDefinition(first.get(0), weights, data, rows, cpu, cpu);
            if (checked) {
                observers.addAll(watched.observers());
            }
            ValidationPass pass = new ValidationPass(data, rows.rowSet(), new ArticleGroups(null), observers);
            long start = System.nanoTime();
            if (args[0].equals("host")) {
                pass.run(new CostsNothing(first, TorchDevice.scorersOf(threads)), batch, new Progress() {});
            } else {
                try (ForwardPass forward =
                        checked ? ForwardPass.verified(first, weights, cpu) : new ForwardPass(first, weights, cpu)) {
                    pass.run(forward, batch, new Progress() {});
                }
            }
            if (checked) {
                watched.check(pass);
            }
            watched.close();
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

    /** Copies from where a forward pass reads contexts what stands for its predictions. */
    private record CostsNothing(List<FittingDefinition> definitions, int scorers) implements Predictor {
        @Override
        public float[][] predict(FloatBuffer contexts, int batch, int contextLength) {
            float[] predictions = new float[batch * definitions.get(0).vectorDim()];
            contexts.get(contexts.position(), predictions);
            return new float[][] {predictions};
        }
    }
}
