package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model in training mode.
 *
 * @param rate of dropout, as the checkpoint records it
 * @param share of the rows that were run, 0..1
 * @param cosine the number of the claim's kind
 * @param loss the mean squared error
 * @param recordedLoss what the checkpoint states beside its claim; null if nothing, and it can be another loss
 */
public record DropoutFacts(double rate, double share, Drawn cosine, Drawn loss, @Nullable Double recordedLoss) {

    /**
     * One number.
     *
     * @param still in evaluation mode
     * @param values in training mode, one for each seed
     * @param sampling standard error that they have because not all rows were run
     */
    public record Drawn(double still, List<Double> values, double sampling) {
        public Drawn {
            values = List.copyOf(values);
        }

        double mean() {
            return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        }

        /** Standard deviation of what another seed would give from the mean of these. */
        double spread(double share) {
            double mean = mean();
            double squares = values.stream()
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .sum();
            double variance = squares / (values.size() - 1);
            return Math.sqrt(variance * (share + 1.0 / values.size()) + sampling * sampling);
        }
    }
}
