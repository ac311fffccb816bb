package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceSampleTest {
    @ParameterizedTest
    @ValueSource(ints = {60, 219, 1000, 3000, 24_000, 1_000_000})
    void isTheLeastNumberOfRowsWithNoMoreThanTheRisk(int population) {
        int differing = population / 100 + 1;
        int size = AcceptanceSample.size(population);

        assertThat(missed(population, differing, size)).isLessThanOrEqualTo(AcceptanceSample.RISK);
        assertThat(missed(population, differing, size - 1)).isGreaterThan(AcceptanceSample.RISK);
    }

    private static double missed(int population, int differing, int size) {
        return new HypergeometricDistribution(population, differing, size).probability(0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "12, 12", "100000000, 1375"})
    void knowsTheEnds(int population, int size) {
        assertThat(AcceptanceSample.size(population)).isEqualTo(size);
    }

    /** With a risk of a tenth, a tenth of the draws miss what differs. */
    @Test
    void missesAsOftenAsItSays() {
        int population = 500;
        int differing = 26;
        int size = AcceptanceSample.size(population, 0.05, 0.1);
        ValidationRows rows = Splits.all(population);
        Random seeds = new Random(1);
        long missed = IntStream.range(0, 20_000)
                .filter(i -> Arrays.stream(rows.drawn(size, seeds.nextLong()).toArray())
                        .allMatch(row -> row >= differing))
                .count();

        assertThat(missed / 20_000.0).isBetween(0.08, 0.105);
    }

    @Test
    void aDrawHoldsEachRowOnceAndIsRepeatedByItsSeed() {
        ValidationRows rows = new ValidationRows(new int[] {5, 9, 2, 7});

        assertThat(rows.drawn(4, 3).toArray()).containsExactlyInAnyOrder(5, 9, 2, 7);
        assertThat(rows.drawn(2, 3)).isEqualTo(rows.drawn(2, 3)).isNotEqualTo(rows.drawn(2, 4));
    }
}
