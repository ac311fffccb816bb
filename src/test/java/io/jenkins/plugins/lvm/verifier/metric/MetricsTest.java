package io.jenkins.plugins.lvm.verifier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry of metrics. */
class MetricsTest {
    @Test
    void eachHasItsRowInTheDocument() throws IOException {
        String document = Files.readString(Path.of("docs/metrics.md"));

        for (Metric metric : Metrics.examples()) {
            String better = metric.direction() == Direction.LOWER_IS_BETTER ? "lower" : "higher";
            String bounds = metric.bounds().replaceFirst("^(from|of) ", "");
            assertThat(document)
                    .contains("| `" + metric.name().replace("@10", "@k") + "` | " + better + " | " + bounds + " |");
        }
    }

    @Test
    void namesAreTakenAsTheyAre() {
        assertThat(Metrics.named("cosine")).isNull();
        assertThat(Metrics.named("recall@5")).extracting(Metric::name).isEqualTo("recall@5");
        assertThatThrownBy(() -> Metrics.named("recall@k")).hasMessageContaining("choose one of cosine, mse");
        assertThatThrownBy(() -> Metrics.named("x".repeat(9000))).hasMessageMatching("'x{40}…'.*");
    }

    @ParameterizedTest
    @CsvSource({"mse, 2, 4, 0.5", "mse, 5, 4, -0.25", "accuracy, 0.75, 0.5, 0.5", "accuracy, 0.25, 0.5, -0.5"})
    void skillIsTheShareOfTheWayFromChance(String metric, double value, double chance, double skill) {
        assertThat(Metrics.named(metric).skill(value, chance)).isCloseTo(skill, within(1e-12));
    }

    @Test
    void pseudoValuesHaveTheMeanOfWhatTheyStandFor() {
        Metric f1 = Metrics.named("f1");
        Rows.OfVectors rows = (Rows.OfVectors) f1.rows();
        float[] predicted = {0, 1, 2, 2, 1, 0};
        float[] wanted = {0, 1, 1, 2, 2, 3};
        double[] pairs = new double[predicted.length];
        for (int row = 0; row < pairs.length; row++) {
            pairs[row] = rows.formula().of(predicted, row, wanted, row, 1);
        }
        double[] pseudo = f1.combination().pseudoValues(pairs);

        assertThat(Combination.MEAN.of(pseudo, 0, pseudo.length))
                .isCloseTo(f1.combination().of(pairs, 0, pairs.length), within(1e-12));
        // (2/3 + 1/2 + 1/2 + 0) / 4
        assertThat(f1.combination().of(pairs, 0, pairs.length)).isCloseTo(5.0 / 12, within(1e-12));
    }

    @Test
    void whatIsNotFiniteIsAlwaysWrong() {
        Rows.OfVectors rows = (Rows.OfVectors) Metrics.named("accuracy").rows();
        double pair = rows.formula().of(new float[] {Float.NaN, 1}, 0, new float[] {1, 0}, 0, 2);

        assertThat(Metrics.named("accuracy").combination().of(new double[] {pair}, 0, 1))
                .isZero();
    }
}
