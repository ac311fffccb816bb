package io.jenkins.plugins.lvm.verifier.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every metric of given predictions, with NumPy's numbers. */
class ScoredMetricsTest {
    private static final double NEAR = 1e-6;

    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("metric_fixtures.py", "metrics");
    }

    private static JsonObject expected(String metric) throws IOException {
        return JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject()
                .getAsJsonObject(metric);
    }

    private Outcome score(String predictions, String targets, String... more) {
        return ScoreRun.of(fixtures(), predictions, targets, folder, more);
    }

    private Verification found() throws IOException {
        Verification found = ContractJson.readReport(Files.readString(folder.resolve("report.json")))
                .verifications()
                .get(0);
        ReportCheck.requireSound(found);
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "mse, predictions, targets",
        "mae, predictions, targets",
        "recall@1, predictions, targets",
        "recall@5, predictions, targets",
        "recall@50, predictions, targets",
        "mrr, predictions, targets",
        "accuracy, logits, classes",
        "accuracy, logits, one_hot",
        "accuracy, logits, classes_column",
        "accuracy, predicted, classes",
        "f1, logits, classes",
        "f1, predicted, classes_column",
    })
    void numbersAreNumPys(String metric, String predictions, String targets) throws IOException {
        JsonObject numpys = expected(metric);
        String claim = numpys.get("value").getAsString();
        Outcome outcome =
                score(predictions, targets, "--metric", metric, "--claim", claim, "--relative-fail-threshold", "0.05");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains(found().measured().entry().words());
        assertThat(found().measured().metric()).isEqualTo(metric);
        assertThat(found().measured().sampleMean())
                .isCloseTo(numpys.get("value").getAsDouble(), within(NEAR));
        assertThat(found().measured().batchMean())
                .isCloseTo(numpys.get("batches").getAsDouble(), within(NEAR));
        assertThat(found().measured().chance()).isCloseTo(numpys.get("chance").getAsDouble(), within(NEAR));
        assertThat(found().gap()).isCloseTo(0, within(NEAR));
        if (numpys.has("error")) {
            assertThat(found().measured().standardError())
                    .isCloseTo(numpys.get("error").getAsDouble(), within(NEAR));
        } else {
            double jackknife = numpys.get("jackknife").getAsDouble();
            assertThat(found().measured().standardError()).isCloseTo(jackknife, within(0.03 * jackknife));
        }
        assertThat(Files.readString(folder.resolve("report.html"))).contains(metric);
        assertThat(Files.readString(folder.resolve("report.xml"))).contains("\"" + metric + "\"");
    }

    @ParameterizedTest
    @CsvSource({"mse", "f1"})
    void aClaimMayBeAMeanOfBatches(String metric) throws IOException {
        boolean classes = metric.equals("f1");
        double claim = expected(metric).get("batches").getAsDouble();
        Outcome outcome = score(
                classes ? "logits" : "predictions",
                classes ? "classes" : "targets",
                "--metric=" + metric,
                "--claim=" + claim,
                "--claim-batch=32",
                "--fail-threshold=0.000001");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(found().gap()).isCloseTo(0, within(NEAR));
        assertThat(outcome.out()).contains("mean of batch means of 32");
    }

    /** A loss above its claim is worse than claimed, and below it better; of a share it is the other way round. */
    @ParameterizedTest
    @CsvSource({"mse, 0.8, -1, GAP_BELOW", "mse, 1.25, 1, GAP_ABOVE", "accuracy, 1.25, -1, GAP_BELOW"})
    void worseThanClaimedIsANegativeGap(String metric, double factor, int sign, String missed) throws IOException {
        boolean loss = metric.equals("mse");
        double claim = factor * expected(metric).get("value").getAsDouble();
        Outcome outcome = score(
                loss ? "predictions" : "logits",
                loss ? "targets" : "classes",
                "--metric=" + metric,
                "--claim=" + claim,
                "--fail-threshold=0.05");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(2);
        assertThat(Math.signum(found().gap())).isEqualTo(sign);
        assertThat(found().gates().stream()
                        .filter(gate -> gate.outcome().name().equals("MISSED"))
                        .map(gate -> gate.metric().name()))
                .containsExactly(missed);
    }

    @Test
    void thresholdsOfTheCosineAreNotTaken() {
        Outcome outcome = score("predictions", "targets", "--metric=mse", "--claim=1.25");

        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.err()).contains("The metric is mse", "--fail-threshold", "--relative-fail-threshold");
    }

    @Test
    void withoutAClaimNothingHasToBeGiven() throws IOException {
        Outcome outcome = score("predictions", "targets", "--metric=mae");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(found().gap()).isNull();
    }

    @Test
    void noiseIsNoBetterThanChance() throws IOException {
        Outcome outcome = score("targets", "predictions", "--metric=mse", "--claim=2", "--relative-fail-threshold=9");
        double skill = found().measured().skill();
        score("logits", "predicted", "--metric=accuracy", "--claim=1", "--fail-threshold=0.1");

        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(skill < 0.02 ? 2 : 0);
        assertThat(found().measured().skill()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logits | beyond    | accuracy  | 65 | has 5.0 in row 7, which is not one of the classes 0 to 4",
                "fractions | classes | accuracy | 65 | are not both numbers of classes",
                "logits | classes   | acuracy   | 64 | 'acuracy' is not a metric; choose one of cosine, mse, mae,",
                "logits | classes   | recall@0  | 64 | 'recall@0' is not a metric",
                "logits | classes   | cosine    | 65 | not predictions of shape (331, 5)",
            })
    void whatIsNotMeasurableIsSaid(String predictions, String targets, String metric, int code, String message) {
        Outcome outcome = score(predictions, targets, "--metric", metric, "--claim", "0.5", "--fail-threshold", "0.1");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(code);
        assertThat(outcome.out() + outcome.err()).contains(message);
    }

    @Test
    void aClaimIsANumberOfItsMetric() {
        Outcome outcome =
                score("logits", "classes", "--metric=accuracy", "--claim=93.5", "--relative-fail-threshold=0.1");

        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.err()).contains("--claim is 93.5, which no accuracy can be. Give a number from 0 to 1.");
    }
}
