package io.jenkins.plugins.lvm.verifier.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {
    private static final Interval COSINES = new Interval(-1, 1);
    private static final double CLAIM = 0.55;
    private static final double THRESHOLD = CLAIM - 0.05;

    @Test
    void allRowsDrawnGiveTheMeanItself() {
        ConfidenceSequence sequence = new ConfidenceSequence(3, COSINES, 0.05, 0.2);
        for (double value : new double[] {0.1, -0.4, 0.9}) {
            sequence.add(value);
        }
        assertThat(sequence.interval()).isEqualTo(new Interval(0.6 / 3, 0.6 / 3));
        assertThatThrownBy(() -> sequence.add(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Whatever the risk: what is left to draw cannot be below −1 or above 1. */
    @Test
    void whatWasDrawnBoundsTheMeanForCertain() {
        ConfidenceSequence sequence = new ConfidenceSequence(4, COSINES, 1e-300);
        sequence.add(0.5);
        sequence.add(0.7);
        sequence.add(0.3);
        assertThat(sequence.interval().low()).isBetween(0.1249, 0.125);
        assertThat(sequence.interval().high()).isBetween(0.625, 0.6251);
    }

    @Test
    void aValueOutsideOfTheRangeIsRefused() {
        ConfidenceSequence sequence = new ConfidenceSequence(4, COSINES, 0.05);
        assertThatThrownBy(() -> sequence.add(1.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sequence.add(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsHoldWhatIsExcludedAndNarrow() {
        double[] rows = RiskPopulations.spread(1000, 0.4, 0.15, new Random(3));
        ConfidenceSequence sequence = new ConfidenceSequence(rows.length, COSINES, 1e-6, 0.35, 0.45);
        double width = 2;
        for (int drawn = 0; drawn < 900; drawn++) {
            sequence.add(rows[drawn]);
            if (drawn % 100 == 99) {
                Interval interval = sequence.interval();
                assertThat(interval.high() - interval.low()).isLessThanOrEqualTo(width);
                assertThat(sequence.isAbove(interval.low() - 1e-6)).isTrue();
                assertThat(sequence.isAbove(interval.low() + 1e-6)).isFalse();
                assertThat(sequence.isBelow(interval.high() + 1e-6)).isTrue();
                assertThat(sequence.isBelow(interval.high() - 1e-6)).isFalse();
                width = interval.high() - interval.low();
            }
        }
        assertThat(width).isLessThan(0.03);
    }

    /** Half of the risk is of a bound below the mean, half of one above it. */
    @Test
    void theRiskIsSharedByBothSides() {
        ConfidenceSequence sequence = new ConfidenceSequence(500, COSINES, 0.05);
        BettingBound side = new BettingBound(500, 0.025, new double[0]);
        for (double value : RiskPopulations.spread(100, 0.4, 0.15, new Random(3))) {
            sequence.add(value);
            side.add((value + 1) / 2);
        }
        assertThat(sequence.interval().low()).isCloseTo(2 * side.value() - 1, within(1e-8));
    }

    /** What is drawn next must not change what was bet on it, only what is bet after it. */
    @Test
    void betsAreMadeBeforeTheDraw() {
        double[] seen = RiskPopulations.spread(40, 0.6, 0.1, new Random(5));
        List<double[]> stakes = new ArrayList<>();
        for (double next : new double[] {0, 0.6, 1}) {
            BettingBound bound = new BettingBound(500, 0.025, new double[] {0.5});
            Arrays.stream(seen).forEach(bound::add);
            bound.add(next);
            bound.add(0.5);
            stakes.add(bound.stakes());
        }
        int bets = seen.length + 1;
        assertThat(stakes.get(0)).hasSize(bets + 1);
        for (double[] other : stakes.subList(1, stakes.size())) {
            assertThat(Arrays.copyOf(other, bets)).isEqualTo(Arrays.copyOf(stakes.get(0), bets));
            assertThat(other[bets]).isNotEqualTo(stakes.get(0)[bets]);
        }
    }

    /** Ville's inequality at work: whichever population, and looking after every draw, wrong verdicts stay within the risk. */
    @Test
    void wrongVerdictsAreWithinTheRisk() {
        int repetitions = 1200;
        double risk = 0.05;
        int simulated = 0;
        for (RiskPopulations population : RiskPopulations.values()) {
            long wrong = IntStream.range(0, repetitions)
                    .filter(repetition -> population.isWrong(160, THRESHOLD, risk, repetition))
                    .count();
            simulated += repetitions;
            // Four standard deviations above what is allowed: a correct sequence fails this once in 30,000 times.
            assertThat(wrong / (double) repetitions)
                    .as("%s: %d wrong of %d", population, wrong, repetitions)
                    .isLessThanOrEqualTo(risk + 4 * Math.sqrt(risk * (1 - risk) / repetitions));
        }
        assertThat(simulated).isGreaterThanOrEqualTo(10_000);
    }

    /** The figures that docs/risk.md states: medians of rows at a risk of 1e-6 a side, 5,936 rows, spread 0.15. */
    @Test
    void fewRowsDecideAWideGapAndManyACloseOne() {
        assertThat(medianRows(0)).isCloseTo(521, within(60.0));
        assertThat(medianRows(0.5)).isCloseTo(29, within(6.0));
        assertThat(medianRows(0.06)).isCloseTo(3300, within(700.0));
    }

    private static double medianRows(double gap) {
        double[] rows = new double[41];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = RiskPopulations.rowsToDecide(5936, CLAIM, gap, 2e-6, i);
        }
        Arrays.sort(rows);
        return rows[rows.length / 2];
    }

    @Test
    void whatNoRowShowsIsRare() {
        assertThat(UnseenShare.below(521, 5936, 1e-6)).isCloseTo(0.02617, within(1e-4));
        assertThat(UnseenShare.below(0, 10, 0.05)).isEqualTo(1);
        assertThat(UnseenShare.below(10, 10, 0.05)).isZero();
    }
}
