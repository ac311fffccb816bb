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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims of another metric than the cosine, of another team's model, with torch's predictions and NumPy's numbers. */
class MetricOfGraphTest {
    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("metric_claim_fixtures.py", "metric-claim");
    }

    private static JsonObject expected() throws IOException {
        return JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject();
    }

    private Outcome verify(String metric, String claim, String... more) {
        return GraphRun.ofLast(
                fixtures(), folder.resolve("report.json"), List.of("--metric=" + metric, "--claim=" + claim), more);
    }

    private JsonObject report() throws IOException {
        return InProcess.verification(folder.resolve("report.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "mae", "recall@3", "mrr"})
    void theClaimIsHeldAgainstItsMetric(String metric) throws IOException {
        Outcome outcome = verify(metric, "metrics.json:val." + metric, "--relative-fail-threshold=0.00001");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        JsonObject measured = report().getAsJsonObject("measured");
        JsonObject numpys = expected().getAsJsonObject(metric);
        assertThat(measured.get("sampleMean").getAsDouble())
                .isCloseTo(numpys.get("value").getAsDouble(), within(1e-6));
        assertThat(measured.get("standardErrorKind").getAsString()).isEqualTo("CLUSTERED_BY_ARTICLE");
        assertThat(measured.get("standardError").getAsDouble())
                .isCloseTo(numpys.get("error").getAsDouble(), within(1e-6));
        assertThat(measured.get("chance").getAsDouble())
                .isCloseTo(numpys.get("chance").getAsDouble(), within(1e-5));
        assertThat(report().get("gap").getAsDouble()).isCloseTo(0, within(1e-6));
        assertThat(outcome.out())
                .contains("metric   " + metric, "left out", "alternatives to the claim are tried for cosines only");
        ReportCheck.requireSound(ContractJson.readReport(Files.readString(folder.resolve("report.json")))
                .verifications()
                .get(0));
    }

    @Test
    void aLossOfALightningCheckpointIsWorseWhereItIsHigher() throws IOException {
        Outcome met = verify("mse", "callbacks.ModelCheckpoint.best_model_score", "--fail-threshold=0.001");
        Outcome missed = verify("mse", "0.01", "--relative-unstable-threshold=0.1");

        assertThat(met.exitCode()).as(met.out()).isZero();
        assertThat(missed.exitCode()).as(missed.out()).isEqualTo(1);
        assertThat(report().get("gap").getAsDouble()).isNegative();
        assertThat(missed.out()).contains("mse, lower is better", "GAP_BELOW_RELATIVE");
    }

    @Test
    void aCosineThatTheFileStatesIsNoClaimOfAnotherMetric() throws IOException {
        Outcome outcome = GraphRun.verify(
                fixtures(),
                "usual.pt",
                "forward.onnx",
                folder.resolve("report.json"),
                "--metric=mse",
                "--fail-threshold=1");

        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
        assertThat(report().get("claim").isJsonNull()).isTrue();
    }

    @Test
    void thresholdsHaveToBeGivenBeforeAnythingIsRead() {
        Outcome outcome =
                InProcess.lvmVerify("verify", "--checkpoint=none.pt", "--data=none.npz", "--metric=mse", "--claim=0.5");

        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.err()).contains("The metric is mse", "--relative-fail-threshold");
    }
}
