package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Part of the benchmarks: for each checkpoint the definition that judges it, the length of its contexts, and samples that its forward
 * pass does in a second, in batches of 256. Arguments: threads, checkpoints.
 */
final class ForwardThroughput {
    static final int BATCH = 256;
    /** Of each definition, of which there are many. */
    private static final double SECONDS = 1;
    /** Before they count: compilers and allocators have settled then, here and in {@code reference_forward.py} alike. */
    private static final double WARM_UP = 0.25;

    /** The trainers' usual length, else those that other definitions need. */
    private static final int[] LENGTHS = {5, 1, 100};

    private ForwardThroughput() {}

    public static void main(String[] args) {
        TorchDevice cpu = TorchEngine.start(null, Integer.parseInt(args[0])).device("cpu");
        for (String checkpoint : List.of(args).subList(1, args.length)) {
            System.out.println(measured(Path.of(checkpoint), cpu));
        }
    }

    private static String measured(Path path, TorchDevice cpu) {
        VerifierException misfit = null;
        for (int length : LENGTHS) {
            try {
                return String.format(
                        Locale.ROOT, "%s %d %.1f", judging(path, length), length, perSecond(path, length, cpu));
            } catch (VerifierException e) {
                misfit = e;
            }
        }
        throw new IllegalArgumentException(path + " fits no length", misfit);
    }

    private static String judging(Path path, int length) {
        try (Checkpoint checkpoint = CheckpointReader.open(path)) {
            return definition(checkpoint, new StateDictWeights(checkpoint.stateDict()), length)
                    .name();
        }
    }

    private static FittingDefinition definition(Checkpoint checkpoint, StateDictWeights weights, int length) {
        return ForwardDefinitions.fitting(weights, CheckpointRecord.hints(checkpoint, length))
                .get(0);
    }

    /** Samples that the forward pass of the judging definition does in a second. */
    static double perSecond(Path path, int length, TorchDevice cpu) {
        try (Checkpoint checkpoint = CheckpointReader.open(path)) {
            StateDictWeights weights = new StateDictWeights(checkpoint.stateDict());
            FittingDefinition definition = definition(checkpoint, weights, length);
            FloatBuffer contexts = FloatBuffer.allocate(BATCH * length * definition.vectorDim());
            for (int i = 0; i < contexts.capacity(); i++) {
                contexts.put(i, (float) Math.sin(i) / 20);
            }
            try (ForwardPass pass = new ForwardPass(List.of(definition), weights, cpu)) {
                return BATCH * perSecond(() -> pass.predict(contexts, BATCH, length));
            }
        }
    }

    /** How often work is done in a second, once it is warm: by the median of its times, which other processes disturb least. */
    static double perSecond(Runnable work) {
        times(work, WARM_UP);
        double[] times = times(work, SECONDS);
        Arrays.sort(times);
        return 2 / (times[(times.length - 1) / 2] + times[times.length / 2]);
    }

    /** The seconds that work takes each time, for so many seconds. */
    private static double[] times(Runnable work, double seconds) {
        DoubleStream.Builder times = DoubleStream.builder();
        long start = System.nanoTime();
        long now = start;
        do {
            long before = now;
            work.run();
            now = System.nanoTime();
            times.add((now - before) / 1e9);
        } while (now - start < seconds * 1e9);
        return times.build().toArray();
    }
}
