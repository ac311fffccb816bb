package io.jenkins.plugins.lvm.verifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Part of the benchmarks: for each checkpoint, samples that its forward pass does in a second, and beside it the operations that one
 * large matrix product of the same library does in a second. Arguments: threads, checkpoints.
 */
final class ForwardCeiling {
    private static final int LENGTH = 5;

    private ForwardCeiling() {}

    public static void main(final String[] args) {
        final int threads = Integer.parseInt(args[0]);
        final TorchDevice cpu = TorchEngine.start(null, threads).device("cpu");
        for (final String checkpoint : List.of(args).subList(1, args.length)) {
            // Each beside its own ceiling, because a machine's speed changes.
            System.out.printf(
                    Locale.ROOT,
                    "%.1f %.0f%n",
                    ForwardThroughput.perSecond(Path.of(checkpoint), LENGTH, cpu),
                    productSpeed(threads));
        }
    }

    private static double productSpeed(final int threads) {
        JniUtils.setNumThreads(threads);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            final int rows = ForwardThroughput.BATCH * LENGTH;
            final int in = 512;
            final int out = 2048;
            final NDArray left = manager.randomNormal(0, 1, new Shape(rows, in), DataType.FLOAT32);
            final NDArray right = manager.randomNormal(0, 1, new Shape(out, in), DataType.FLOAT32);
            return 2.0
                    * rows
                    * in
                    * out
                    * ForwardThroughput.perSecond(() ->
                            left.getNDArrayInternal().linear(left, right, null).close());
        } finally {
            JniUtils.setNumThreads(1);
        }
    }
}
