package io.jenkins.plugins.lvm.verifier.model;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;

/**
 * How many contexts of five vectors each definition predicts from in a CPU second, with one thread. Run it with the test class path;
 * arguments: batch sizes.
 */
final class ForwardBenchmark {
    private static final List<String> MODELS = List.of("amn", "lstm", "gru", "transformer", "transformer-256");
    private static final int LENGTH = 5;
    private static final double SECONDS = 3;

    private ForwardBenchmark() {}

    public static void main(final String[] batches) {
        final TorchDevice cpu = TorchEngine.start(null, 1).device("cpu");
        System.out.println(cpu.name());
        for (final String name : MODELS) {
            final TorchModel model = TorchModel.named(name);
            for (final FittingDefinition definition : ForwardDefinitions.fitting(model.weights(), model.hints())) {
                try (ForwardPass pass = new ForwardPass(List.of(definition), model.weights(), cpu)) {
                    for (final String batch : batches) {
                        final double rate = samplesPerCpuSecond(pass, Integer.parseInt(batch), model.dim());
                        System.out.printf(Locale.ROOT, "%-16s %-20s batch %5s %8.0f%n", name, definition, batch, rate);
                    }
                }
            }
        }
    }

    private static double samplesPerCpuSecond(final ForwardPass pass, final int batch, final int dim) {
        final FloatBuffer contexts = FloatBuffer.allocate(batch * LENGTH * dim);
        for (int i = 0; i < contexts.capacity(); i++) {
            contexts.put(i, (float) Math.sin(i) / 20);
        }
        run(pass, contexts, batch);
        return run(pass, contexts, batch);
    }

    private static double run(final ForwardPass pass, final FloatBuffer contexts, final int batch) {
        final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        final long start = system.getProcessCpuTime();
        long samples = 0;
        double seconds;
        do {
            pass.predict(contexts, batch, LENGTH);
            samples += batch;
            seconds = (system.getProcessCpuTime() - start) / 1e9;
        } while (seconds < SECONDS);
        return samples / seconds;
    }
}
