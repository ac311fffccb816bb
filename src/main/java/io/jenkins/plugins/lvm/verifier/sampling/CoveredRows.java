package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.risk.DrawOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows that a verdict at a risk rests on, found again by the seed of their draw.
 *
 * @param rows in evaluation order
 * @param strata of the split that they are from
 */
public record CoveredRows(ValidationRows rows, RowStrata strata) {

    /**
     * Draws them again.
     *
     * @param split all rows of the split
     * @param kind which mean the verdict is about
     * @param batch rows in a batch of the trainer's validation
     * @param seed of the draw
     * @param read how many rows were read
     * @return empty if no draw of this split reads so many
     */
    public static Optional<CoveredRows> of(ValidationRows split, MeanKind kind, int batch, long seed, long read) {
        RowStrata strata = RowStrata.of(split.size(), kind, batch);
        long drawn = read - strata.rest();
        if (drawn < 0 || drawn > strata.drawable()) {
            return Optional.empty();
        }
        int[] positions = IntStream.concat(
                        Arrays.stream(DrawOrder.of(strata.drawable(), seed).positions(), 0, (int) drawn),
                        IntStream.range(strata.drawable(), strata.rows()))
                .sorted()
                .toArray();
        return Optional.of(new CoveredRows(
                new ValidationRows(Arrays.stream(positions).map(split::row).toArray()), strata));
    }

    /**
     * What these rows estimate the mean of all to be.
     *
     * @param cosines one for each of the rows
     */
    public double estimate(float[] cosines, MeanKind kind) {
        int drawn = cosines.length - strata.rest();
        double weight = strata.weight(kind);
        return weight * mean(cosines, 0, drawn)
                + (strata.rest() == 0 ? 0 : (1 - weight) * mean(cosines, drawn, cosines.length));
    }

    private static double mean(float[] cosines, int from, int to) {
        return IntStream.range(from, to).mapToDouble(i -> cosines[i]).average().orElse(Double.NaN);
    }
}
