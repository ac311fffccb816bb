package io.jenkins.plugins.lvm.verifier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CosineStatisticsTest {
    private static final double[] COSINES = {0.1, 0.2, 0.6, 0.7, -0.3};

    @Test
    void describesTheSample() {
        final CosineStatistics statistics = CosineStatistics.of(COSINES, null);

        assertThat(statistics.sampleMean()).isCloseTo(0.26, within(1e-15));
        assertThat(statistics.standardDeviation()).isCloseTo(Math.sqrt(0.652 / 4), within(1e-15));
        assertThat(statistics.standardError()).isCloseTo(Math.sqrt(0.652 / 4 / 5), within(1e-15));
        assertThat(statistics.clustered()).isFalse();
        assertThat(statistics.min()).isEqualTo(-0.3);
        assertThat(statistics.max()).isEqualTo(0.7);
    }

    @Test
    void interpolatesPercentilesLinearly() {
        assertThat(CosineStatistics.of(COSINES, null).percentiles())
                .containsEntry("p50", 0.2)
                .hasEntrySatisfying("p25", p -> assertThat(p).isCloseTo(0.1, within(1e-15)))
                .hasEntrySatisfying("p95", p -> assertThat(p).isCloseTo(0.68, within(1e-12)))
                .containsOnlyKeys("p1", "p5", "p25", "p50", "p75", "p95", "p99");
    }

    @Test
    void widensTheErrorWhereRowsOfAnArticleAgree() {
        final double[] cosines = {0.4, 0.4, 0.4, 0.6, 0.6, 0.6};

        final CosineStatistics statistics = CosineStatistics.of(cosines, new int[] {7, 7, 7, 9, 9, 9});

        // Two clusters whose sums of residuals are -0.3 and 0.3.
        assertThat(statistics.clustered()).isTrue();
        assertThat(statistics.standardError()).isCloseTo(Math.sqrt(2 * 0.18) / 6, within(1e-15));
        assertThat(statistics.standardError())
                .isGreaterThan(CosineStatistics.of(cosines, null).standardError());
    }

    @Test
    void saysNoErrorForASingleArticle() {
        assertThat(CosineStatistics.of(COSINES, new int[5]).standardError()).isNaN();
    }

    @Test
    void neverGoesBelowTheErrorOfIndependentRows() {
        double[] cosines = {0.4, 0.6, 0.4, 0.6};

        CosineStatistics alike = CosineStatistics.of(cosines, new int[] {1, 1, 2, 2});

        assertThat(alike.clustered()).isTrue();
        assertThat(alike.standardError())
                .isEqualTo(CosineStatistics.of(cosines, null).standardError());
    }

    @Test
    void reachesFurtherWithFewClusters() {
        assertThat(CosineStatistics.reach(1, 2, 0.95)).isCloseTo(12.706, within(1e-3));
        assertThat(CosineStatistics.reach(1, 21, 0.95)).isCloseTo(2.086, within(1e-3));
        assertThat(CosineStatistics.reach(1, 1, 0.95)).isNaN();
    }

    @Test
    void weighsAShortLastBatchLikeAFullOne() {
        assertThat(CosineStatistics.batchMean(COSINES, 2)).isCloseTo((0.15 + 0.65 - 0.3) / 3, within(1e-15));
        assertThat(CosineStatistics.batchMean(COSINES, 5)).isCloseTo(0.26, within(1e-15));
    }

    @Test
    void putsEveryRowInABin() {
        final CosineStatistics statistics =
                CosineStatistics.of(new double[] {-1, -0.94, 0, 0.04999, 1, 1.0000001}, null);

        assertThat(statistics.histogram()).hasSize(CosineStatistics.BINS);
        assertThat(statistics.histogram().get(0)).isEqualTo(1);
        assertThat(statistics.histogram().get(20)).isEqualTo(2);
        assertThat(statistics.histogram().get(39)).isEqualTo(2);
        assertThat(statistics.histogram().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(6);
    }

    @Test
    void hasNoErrorForASingleRow() {
        final CosineStatistics statistics = CosineStatistics.of(new double[] {0.5}, null);

        assertThat(statistics.standardDeviation()).isZero();
        assertThat(statistics.standardError()).isNaN();
        assertThat(Arrays.asList(statistics.min(), statistics.max())).containsOnly(0.5);
    }
}
