package io.jenkins.plugins.lvm.verifier.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** Ville's inequality at work: whichever population, and looking after every draw, wrong verdicts stay within the risk. */
    @ParameterizedTest
    @EnumSource(RiskPopulations.class)
    void wrongVerdictsAreWithinTheRisk(RiskPopulations population) {
        int repetitions = 400;
        double risk = 0.05;
        int wrong = 0;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            wrong += population.isWrong(300, THRESHOLD, risk, repetition) ? 1 : 0;
        }
        // Four standard deviations above what is allowed: a correct sequence fails this once in 30,000 times.
        assertThat(wrong / (double) repetitions)
                .isLessThanOrEqualTo(risk + 4 * Math.sqrt(risk * (1 - risk) / repetitions));
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
