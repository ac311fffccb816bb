package io.jenkins.plugins.lvm.verifier.service;

import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Latency;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Times of answers, in microseconds to three digits. They are those of the requests that were sent, one after the other on each
 * connection: under load of their own choice users would see longer ones.
 */
final class Latencies {
    private static final int DIGITS = 3;
    private static final double MICROS_PER_MILLI = 1000;

    private final Histogram micros = new Histogram(DIGITS);
    private final int connections;

    Latencies(int connections) {
        this.connections = connections;
    }

    void add(long nanos) {
        micros.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    /** What was added; null if nothing was. */
    @Nullable
    Latency summary() {
        return micros.getTotalCount() == 0
                ? null
                : new Latency(
                        micros.getTotalCount(),
                        micros.getMean() / MICROS_PER_MILLI,
                        percentile(50),
                        percentile(90),
                        percentile(95),
                        percentile(99),
                        micros.getMaxValue() / MICROS_PER_MILLI,
                        connections);
    }

    private double percentile(double percentage) {
        return micros.getValueAtPercentile(percentage) / MICROS_PER_MILLI;
    }
}
