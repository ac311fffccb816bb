package io.jenkins.plugins.lvm.verifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.trainer.TrainerSettings;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Part of the benchmarks: for each checkpoint, samples that its forward pass does in a second, and beside it the operations that one
 * large matrix product of the same library does in a second. Arguments: threads, checkpoints.
 */
final class ForwardCeiling {
    private static final int BATCH = 256;
    private static final int LENGTH = 5;
    private static final int VECTOR = 768;
    private static final double SECONDS = 3;

    private ForwardCeiling() {}

    public static void main(final String[] args) {
        final int threads = Integer.parseInt(args[0]);
        final TorchDevice cpu = TorchEngine.start(null, threads).device("cpu");
        for (final String checkpoint : List.of(args).subList(1, args.length)) {
            // Each beside its own ceiling, because a machine's speed changes.
            System.out.printf(
                    Locale.ROOT, "%.1f %.0f%n", samplesPerSecond(Path.of(checkpoint), cpu), productSpeed(threads));
        }
    }

    private static double samplesPerSecond(final Path path, final TorchDevice cpu) {
        try (Checkpoint checkpoint = CheckpointReader.open(path)) {
            final StateDictWeights weights = new StateDictWeights(checkpoint.stateDict());
            final ModelHints hints = new ModelHints(
                    checkpoint.declaredType().orElse(null),
                    TrainerSettings.heads(checkpoint.modelConfig(), checkpoint.args()),
                    null,
                    null,
                    LENGTH);
            final FittingDefinition definition =
                    ForwardDefinitions.fitting(weights, hints).get(0);
            final FloatBuffer contexts = FloatBuffer.allocate(BATCH * LENGTH * VECTOR);
            for (int i = 0; i < contexts.capacity(); i++) {
                contexts.put(i, (float) Math.sin(i) / 20);
            }
            try (ForwardPass pass = new ForwardPass(List.of(definition), weights, cpu)) {
                return BATCH * perSecond(() -> pass.predict(contexts, BATCH, LENGTH));
            }
        }
    }

    private static double productSpeed(final int threads) {
        JniUtils.setNumThreads(threads);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            final int rows = BATCH * LENGTH;
            final int in = 512;
            final int out = 2048;
            final NDArray left = manager.randomNormal(0, 1, new Shape(rows, in), DataType.FLOAT32);
            final NDArray right = manager.randomNormal(0, 1, new Shape(out, in), DataType.FLOAT32);
            return 2.0
                    * rows
                    * in
                    * out
                    * perSecond(() ->
                            left.getNDArrayInternal().linear(left, right, null).close());
        } finally {
            JniUtils.setNumThreads(1);
        }
    }

    private static double perSecond(final Runnable work) {
        work.run();
        final long start = System.nanoTime();
        int times = 0;
        double seconds;
        do {
            work.run();
            times++;
            seconds = (System.nanoTime() - start) / 1e9;
        } while (seconds < SECONDS);
        return times / seconds;
    }
}
