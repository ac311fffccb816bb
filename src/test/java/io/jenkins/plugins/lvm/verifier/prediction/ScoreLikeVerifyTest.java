package io.jenkins.plugins.lvm.verifier.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code verify} has, {@code score} has: a baseline, a claim in a file, JSON; and {@code verify} takes predictions in place of a checkpoint. */
class ScoreLikeVerifyTest {
    @TempDir
    private Path folder;

    private static Path fixture(String name) {
        return PythonFixtures.run("score_fixtures.py", "score").resolve(name + ".npy");
    }

    private static double mean() throws IOException {
        return JsonParser.parseString(Files.readString(fixture("predictions").resolveSibling("expected.json")))
                .getAsJsonObject()
                .get("mean")
                .getAsDouble();
    }

    private Outcome score(String predictions, String targets, String report, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "score",
                "--predictions=" + fixture(predictions),
                "--targets=" + fixture(targets),
                "--report=" + folder.resolve(report)));
        args.addAll(List.of(more));
        return InProcess.lvmVerify(args.toArray(new String[0]));
    }

    private Outcome verify(String... more) {
        List<String> args = new ArrayList<>(List.of("verify", "--report=" + folder.resolve("report.json")));
        args.addAll(List.of(more));
        return InProcess.lvmVerify(args.toArray(new String[0]));
    }

    private Verification found(String report) throws IOException {
        Verification found = ContractJson.readReport(Files.readString(folder.resolve(report)))
                .verifications()
                .get(0);
        ReportCheck.requireSound(found);
        return found;
    }

    private static GateOutcome.Outcome regression(Verification found) {
        return found.gates().stream()
                .filter(gate ->
                        gate.metric() == GateMetric.REGRESSION || gate.metric() == GateMetric.REGRESSION_RELATIVE)
                .map(GateOutcome::outcome)
                .findFirst()
                .orElseThrow();
    }

    private String earlier() {
        return "--baseline-report=" + folder.resolve("earlier.json");
    }

    @Test
    void earlierPredictionsAreABaselineRowByRow() throws IOException {
        score("half", "targets", "earlier.json");
        Outcome outcome = score("predictions", "targets", "report.json", earlier(), "--claim=" + mean());

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(found("report.json").baseline().paired()).isTrue();
        assertThat(found("report.json").baseline().difference().mean()).isCloseTo(0, within(1e-4));
        assertThat(found("report.json").baseline().difference().better()).isPositive();
        assertThat(regression(found("report.json"))).isEqualTo(GateOutcome.Outcome.PASSED);
    }

    @Test
    void worsePredictionsAreARegression() throws IOException {
        score("targets", "targets", "earlier.json");
        Outcome outcome = score("predictions", "targets", "report.json", earlier(), "--claim=" + mean());

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).contains("missed   REGRESSION");
        assertThat(found("report.json").baseline().difference().mean()).isCloseTo(mean() - 1, within(1e-6));
    }

    @Test
    void aBaselineOfAnotherMetricHasItsOwnThreshold() throws IOException {
        score("half", "targets", "earlier.json", "--metric=mse");
        Outcome without = score("predictions", "targets", "report.json", "--metric=mse", earlier());
        Outcome outcome = score(
                "predictions",
                "targets",
                "report.json",
                "--metric=mse",
                earlier(),
                "--relative-regression-threshold=0.01");

        assertThat(without.exitCode()).isEqualTo(64);
        assertThat(without.err()).contains("the threshold of the cosine for a baseline does not apply to it");
        assertThat(regression(found("report.json"))).as(outcome.out()).isEqualTo(GateOutcome.Outcome.PASSED);
        assertThat(found("report.json").baseline().paired()).isTrue();
        assertThat(folder.resolve("metric.f64")).exists();
    }

    @Test
    void otherTargetsAreNotPaired() throws IOException {
        score("targets", "predictions", "earlier.json");
        score("predictions", "targets", "report.json", earlier());

        assertThat(found("report.json").baseline().paired()).isFalse();
        assertThat(found("report.json").baseline().unpairedReason()).contains("other targets");
    }

    @Test
    void theClaimMayStandBesideThePredictions() throws IOException {
        Path predictions = Files.copy(fixture("predictions"), folder.resolve("p.npy"));
        Files.writeString(folder.resolve("metrics.json"), "{\"val\": {\"cos\": " + mean() + "}}");
        Outcome outcome = InProcess.lvmVerify(
                "score",
                "--predictions=" + predictions,
                "--targets=" + fixture("targets"),
                "--claim=metrics.json:val.cos",
                "--json");

        JsonObject found = JsonParser.parseString(outcome.out())
                .getAsJsonObject()
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(found.get("gap").getAsDouble()).isCloseTo(0, within(1e-8));
        assertThat(found.getAsJsonObject("claim").get("source").getAsString()).isEqualTo("metrics.json:val.cos");
        assertThat(outcome.err()).contains("PASSED");
    }

    /** As the step in Jenkins asks for it. */
    @ParameterizedTest
    @CsvSource({"cosine, 0.05", "mse, 0.3"})
    void predictionsTakeTheCheckpointsPlace(String metric, double threshold) throws IOException {
        score("predictions", "targets", "scored.json", "--metric=" + metric);
        Verification scored = found("scored.json");
        double number = metric.equals("cosine")
                ? scored.actual().value()
                : scored.measured().sampleMean();
        Outcome outcome = verify(
                "--checkpoint=" + fixture("predictions"),
                "--data=" + fixture("targets"),
                "--metric=" + metric,
                "--claim=" + number,
                "--unstable-threshold=" + threshold,
                "--junit=" + folder.resolve("report.xml"));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        Verification found = found("report.json");
        assertThat(found.actual()).isEqualTo(scored.actual());
        assertThat(found.measured()).isEqualTo(scored.measured());
        assertThat(found.gap()).isZero();
        assertThat(Files.readString(folder.resolve("report.xml"))).contains("predictions.npy");
        // What cannot be computed again is not attested.
        Outcome attested = verify(
                "--checkpoint=" + fixture("predictions"),
                "--data=" + fixture("targets"),
                "--attest=" + folder.resolve("attested.json"));
        assertThat(attested.exitCode()).isEqualTo(64);
        assertThat(attested.err()).contains("there is no attestation of predictions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "predictions.npy | expected.json | --quiet           | expected.json does not hold targets alone.",
                "expected.json   | targets.npy   | --quiet           | expected.json is not predictions.",
                "predictions.npy | targets.npy   | --forward=mamba   | something is asked for that needs a model.",
                "predictions.npy | targets.npy   | --alignment       | something is asked for that needs a model.",
                "predictions.npy | targets.npy   | --split=random    | split random or a choice of rows cannot be made.",
                "predictions.npy | targets.npy   | --claim=val.cos   | states no claim under 'val.cos'; it has no keys.",
            })
    void whatNeedsAModelIsRefused(String checkpoint, String data, String option, String message) {
        Path fixtures = fixture("predictions").getParent();
        Outcome outcome =
                verify("--checkpoint=" + fixtures.resolve(checkpoint), "--data=" + fixtures.resolve(data), option);

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isBetween(64, 65);
        assertThat(outcome.out() + outcome.err()).contains(message);
    }
}
