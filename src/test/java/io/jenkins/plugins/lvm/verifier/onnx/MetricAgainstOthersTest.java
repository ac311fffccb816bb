package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another metric than the cosine, held against an earlier checkpoint, and measured in parts. */
class MetricAgainstOthersTest {
    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("metric_claim_fixtures.py", "metric-claim");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Outcome verify(String checkpoint, String report, String metric, String... more) {
        List<String> args = new ArrayList<>(List.of("--metric=" + metric, "--batch-size=64", "--diagnose=never"));
        args.addAll(List.of(more));
        return GraphRun.verify(fixtures(), checkpoint, "forward.onnx", file(report), args.toArray(new String[0]));
    }

    private Outcome against(Path baseline, String metric, String threshold) {
        return verify(
                "last.ckpt",
                "report.json",
                metric,
                "--claim=metrics.json:val." + metric,
                "--relative-fail-threshold=0.01",
                "--html=" + file("report.html"),
                (baseline.toString().endsWith(".json") ? "--baseline-report=" : "--baseline=") + baseline,
                threshold);
    }

    private JsonObject baseline() throws IOException {
        ReportCheck.requireSound(ContractJson.readReport(Files.readString(file("report.json")))
                .verifications()
                .get(0));
        return InProcess.verification(file("report.json")).getAsJsonObject("baseline");
    }

    private static void requireNumpys(JsonObject found, String metric) throws IOException {
        JsonObject numpys = JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject()
                .getAsJsonObject("against")
                .getAsJsonObject(metric);
        JsonObject difference = found.getAsJsonObject("difference");
        assertThat(found.get("paired").getAsBoolean()).isTrue();
        assertThat(found.getAsJsonObject("measured").get("sampleMean").getAsDouble())
                .isCloseTo(numpys.get("earlier").getAsDouble(), within(1e-6));
        assertThat(difference.get("mean").getAsDouble())
                .isCloseTo(numpys.get("mean").getAsDouble(), within(1e-6));
        assertThat(difference.get("standardError").getAsDouble())
                .isCloseTo(numpys.get("error").getAsDouble(), within(1e-6));
        assertThat(difference.get("better").getAsLong())
                .isEqualTo(numpys.get("better").getAsLong());
        assertThat(difference.get("worse").getAsLong())
                .isEqualTo(numpys.get("worse").getAsLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "mae"})
    void aBaselineMeasuredBesideHasNumPysDifference(String metric) throws IOException {
        Outcome outcome = against(fixtures().resolve("earlier.pt"), metric, "--regression-threshold=0.001");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        requireNumpys(baseline(), metric);
        assertThat(outcome.out()).contains("this one is better by +");
        assertThat(Files.readString(file("report.html"))).contains("Row by row the " + metric + " is better by +");
    }

    @Test
    void aStoredBaselineIsPairedByTheValuesBesideItsReport() throws IOException {
        verify("earlier.pt", "earlier.json", "mse", "--fail-threshold=9");
        Outcome paired = against(file("earlier.json"), "mse", "--regression-threshold=0.001");
        assertThat(paired.exitCode()).as(paired.out() + paired.err()).isZero();
        requireNumpys(baseline(), "mse");

        Files.delete(file("earlier.metric.f64"));
        against(file("earlier.json"), "mse", "--regression-threshold=0.001");
        assertThat(baseline().get("unpairedReason").getAsString())
                .isEqualTo("the values of its rows are not beside its report");
    }

    @Test
    void whereLowerIsBetterAHigherNumberIsARegression() throws IOException {
        Outcome missed = verify(
                "earlier.pt",
                "report.json",
                "mse",
                "--fail-threshold=9",
                "--baseline=" + fixtures().resolve("usual.pt"),
                "--relative-regression-threshold=0.0001");

        assertThat(missed.out()).contains("REGRESSION_RELATIVE", "this one is better by -");
        assertThat(missed.exitCode()).isNotZero();
        assertThat(baseline().getAsJsonObject("difference").get("mean").getAsDouble())
                .isNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"recall@3", "mrr"})
    void ranksAreComparedRowByRowToo(String metric) throws IOException {
        Outcome same = against(fixtures().resolve("usual.pt"), metric, "--regression-threshold=0");

        assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
        assertThat(baseline().getAsJsonObject("difference").get("mean").getAsDouble())
                .isZero();
    }

    @Test
    void theCosinesThresholdHoldsForNoOtherMetric() {
        Outcome outcome = against(fixtures().resolve("earlier.pt"), "mse", "--quiet");

        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.out() + outcome.err())
                .contains(
                        "The metric is mse, and the threshold of the cosine for a baseline does not apply to it.",
                        "--regression-threshold");
    }

    @Test
    void aReportOfAnotherMetricIsNotABaseline() {
        GraphRun.verify(fixtures(), "usual.pt", "forward.onnx", file("cosine.json"), "--diagnose=never");

        Outcome outcome = against(file("cosine.json"), "mse", "--regression-threshold=0.1");

        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.out() + outcome.err())
                .contains("was verified by the metric cosine, and this checkpoint is by mse.");
    }

    @Test
    void joinedPartsHaveTheDigitsOfOnePass() throws IOException {
        String[] asked = {"--claim=metrics.json:val.mse", "--relative-fail-threshold=0.01"};
        verify("last.ckpt", "whole.json", "mse", asked);
        for (String shard : List.of("1/2", "2/2")) {
            Outcome part =
                    verify("last.ckpt", shard.charAt(0) + ".part", "mse", asked[0], asked[1], "--shard=" + shard);
            assertThat(part.exitCode()).as(part.out() + part.err()).isZero();
        }

        Outcome merged = InProcess.lvmVerify(
                "merge",
                "--report=" + file("joined.json"),
                file("2.part").toString(),
                file("1.part").toString());

        assertThat(merged.exitCode()).as(merged.out() + merged.err()).isZero();
        JsonObject whole = InProcess.verification(file("whole.json"));
        JsonObject joined = InProcess.verification(file("joined.json"));
        for (String part : List.of("measured", "actual", "data", "gap", "gates", "verdict")) {
            assertThat(joined.get(part)).as(part).isEqualTo(whole.get(part));
        }
        assertThat(file("joined.metric.f64")).hasSameBinaryContentAs(file("whole.metric.f64"));
    }

    @Test
    void aTargetIsNotLookedForAmongThoseOfAPart() {
        Outcome outcome = verify("last.ckpt", "1.part", "mrr", "--relative-fail-threshold=0.01", "--shard=1/2");

        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.out() + outcome.err())
                .contains("The metric mrr looks for each target among those of all rows, and a part has only its own.");
    }
}
