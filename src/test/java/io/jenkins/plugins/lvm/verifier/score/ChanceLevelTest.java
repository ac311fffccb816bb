package io.jenkins.plugins.lvm.verifier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChanceLevelTest {
    private static final int DIMENSION = 3;
    private static final int RUNS = 40;

    private final Random random = new Random(5);
    private final double[][] predictions = vectors();
    private final double[][] targets = vectors();

    private double[][] vectors() {
        double[][] vectors = new double[RUNS][DIMENSION];
        for (double[] vector : vectors) {
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] = random.nextGaussian() * Math.pow(10, -random.nextInt(20));
            }
        }
        return vectors;
    }

    /** Three runs an article, of two rows each. */
    private ChanceLevel of(int from, int to) {
        ChanceLevel level = new ChanceLevel(DIMENSION);
        for (int run = from; run < to; run++) {
            level.add(run / 3, 2, predictions[run], targets[run]);
        }
        return level;
    }

    @Test
    void partsGiveTheBitsOfTheWholeWhereverTheyAreCut() {
        double whole = of(0, RUNS).value().getAsDouble();
        for (int cut = 0; cut <= RUNS; cut++) {
            ChanceLevel joined = of(0, cut);
            joined.append(of(cut, RUNS), true);
            assertThat(joined.value().getAsDouble()).as("cut at " + cut).isEqualTo(whole);
        }
        ChanceLevel many = new ChanceLevel(DIMENSION);
        for (int run = 0; run < RUNS; run++) {
            many.append(of(run, run + 1), true);
        }
        assertThat(many.value().getAsDouble()).isEqualTo(whole);
    }

    @Test
    void rowsOfPartsThatCannotBeOfOneArticleAreNotTakenTogether() {
        ChanceLevel joined = of(0, 4);
        joined.append(of(4, 6), false);
        ChanceLevel apart = of(0, 4);
        apart.append(of(4, 6), true);

        assertThat(joined.value()).isNotEqualTo(apart.value());
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        of(0, RUNS).write(new DataOutputStream(bytes));

        assertThat(ChanceLevel.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), DIMENSION)
                        .value())
                .isEqualTo(of(0, RUNS).value());
    }

    @Test
    void sumsAreThoseOfDoubles() {
        ExactSums sums = new ExactSums(1);
        double expected = 0;
        for (int i = 0; i < 10_000; i++) {
            double value = random.nextGaussian() * 100;
            sums.add(0, value);
            expected += value;
        }
        assertThat(sums.value(0)).isCloseTo(expected, within(1e-8));
        sums.add(0, -1e-30);
        sums.add(0, -sums.value(0));
        assertThat(sums.value(0)).isCloseTo(0, within(1e-10));
    }
}
