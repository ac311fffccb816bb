package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.RowCosines;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint against its baseline, with torch's numbers for both. */
class BaselineTest {
    private static final double PER_MEAN = 1e-6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"good, worse", "worse, good", "good, other"})
    void differenceOfTwoCheckpointsIsTorchs(final String ours, final String theirs) {
        final Baseline baseline = against(ours, theirs).baseline();

        assertThat(baseline.paired()).isTrue();
        compare(baseline.difference(), ours, theirs);
        assertThat(baseline.actual().sampleMean())
                .isCloseTo(
                        GatesFixtures.expected()
                                .getAsJsonObject("checkpoints")
                                .getAsJsonObject(theirs)
                                .get("sampleMean")
                                .getAsDouble(),
                        within(PER_MEAN));
    }

    /** What the gate of a regression rests on is not the checkpoint alone. */
    @Test
    void whatTheBaselinePredictsIsCheckedAsWell() {
        List<SelfCheck.Check> checks = against("good", "worse").selfCheck().checks();

        assertThat(checks)
                .filteredOn(check -> check.what().startsWith("of the baseline: "))
                .extracting(SelfCheck.Check::kind)
                .contains(Kind.REARRANGED, Kind.PLANTED, Kind.PRODUCTS, Kind.PLACES, Kind.COSINES)
                .hasSize(checks.size() / 2);
    }

    @Test
    void aCheckpointDoesNotDifferFromItself() {
        final Difference difference = against("good", "good").baseline().difference();

        assertThat(difference).isEqualTo(new Difference(0, 0.0, "CLUSTERED_BY_ARTICLE", 0.0, 0.0, 0L, 0L));
    }

    @Test
    void aStoredReportGivesTheSameAsItsCheckpoint() throws Exception {
        final Verification found = againstStored("worse", stored("good"));

        assertThat(found.baseline().paired()).isTrue();
        assertThat(found.baseline().verdict()).isEqualTo(Verdict.PASSED);
        compare(found.baseline().difference(), "worse", "good");
    }

    @Test
    void aDeflatedCopyOfTheDataIsTheSameData() throws Exception {
        final Path report = folder.resolve("deflated.json");
        GatesFixtures.verify(VerificationRequest.of(
                                List.of(GatesFixtures.file("good.pt")), GatesFixtures.file("train_deflated.npz"))
                        .device("cpu"))
                .write(report);

        assertThat(againstStored("good", report).baseline().paired()).isTrue();
    }

    @Test
    void otherRowsAreLabelledUnpaired() throws Exception {
        final Path report = folder.resolve("random.json");
        GatesFixtures.verify(GatesFixtures.request("good").split("random")).write(report);
        final Baseline baseline = againstStored("worse", report).baseline();

        assertThat(baseline.paired()).isFalse();
        assertThat(baseline.unpairedReason()).isEqualTo("it was verified on other rows");
        assertThat(baseline.difference().standardErrorKind()).isEqualTo("UNPAIRED");
        assertThat(baseline.difference().better()).isNull();
        assertThat(baseline.difference().standardError())
                .isGreaterThan(pair("worse", "good").get("standardError").getAsDouble() / 2);
    }

    @Test
    void otherDataIsLabelledUnpaired() throws Exception {
        final Path report = folder.resolve("elsewhere.json");
        GatesFixtures.verify(VerificationRequest.of(
                                List.of(GatesFixtures.file("good.pt")), GatesFixtures.file("elsewhere.npz"))
                        .device("cpu"))
                .write(report);

        assertThat(againstStored("good", report).baseline().unpairedReason())
                .startsWith("it was verified on other data");
    }

    @Test
    void aForgedTwinOfTheDataIsOtherData() throws Exception {
        PythonFixtures.call("data_twins.py", folder.toString(), GatesFixtures.file("train.npz"));
        Path report = folder.resolve("forged.json");
        VerificationResult forged = GatesFixtures.verify(VerificationRequest.of(
                        List.of(GatesFixtures.file("good.pt")),
                        folder.resolve("train.npz").toString())
                .device("cpu"));
        forged.write(report);
        Verification found = againstStored("good", report);

        assertThat(forged.report().verifications().get(0).data().fingerprint())
                .isEqualTo(found.data().fingerprint());
        assertThat(found.baseline().paired()).isFalse();
        assertThat(found.baseline().unpairedReason()).startsWith("it was verified on other data");
    }

    @Test
    void aReportWithoutADigestOfItsRowsIsNotPaired() throws Exception {
        Path report = stored("good");
        Files.writeString(report, Files.readString(report).replaceFirst("\"rowsDigest\"", "\"was\""));

        assertThat(againstStored("worse", report).baseline().unpairedReason()).contains("an older version");
    }

    @Test
    void cosinesThatAreNotTheReportsAreNotPaired() throws Exception {
        final Path report = stored("good");
        final Path cosines = RowCosines.beside(report);
        final byte[] bytes = Files.readAllBytes(cosines);
        Files.write(cosines, new byte[bytes.length]);

        assertThat(againstStored("worse", report).baseline().paired()).isFalse();

        Files.delete(cosines);
        assertThat(againstStored("worse", report).baseline().unpairedReason()).contains("not beside its report");
    }

    @Test
    void aFallBelowTheBaselineMissesItsGate() {
        final Verification found = against("worse", "good");

        assertThat(found.verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(found.gates())
                .filteredOn(gate -> gate.outcome() == GateOutcome.Outcome.MISSED)
                .singleElement()
                .satisfies(gate -> {
                    assertThat(gate.metric()).isEqualTo(GateMetric.REGRESSION);
                    assertThat(gate.value())
                            .isCloseTo(-pair("worse", "good").get("mean").getAsDouble(), within(PER_MEAN));
                });
        assertThat(against("good", "worse").verdict()).isEqualTo(Verdict.PASSED);
    }

    @ParameterizedTest
    @CsvSource({"0.10, , PASSED", "0.10, 0.17, PASSED", "0.10, 0.15, UNSTABLE", "0.07, 0.17, UNSTABLE"})
    void thresholdsAreAbsoluteAndRelative(final double absolute, final Double relative, final Verdict expected) {
        final Verification found = GatesFixtures.only(GatesFixtures.request("worse")
                .baselines(List.of(new BaselineSource(null, GatesFixtures.file("good.pt"), null, null)))
                .gates(GateSettings.builder()
                        .regressionThreshold(absolute)
                        .relativeRegressionThreshold(relative)
                        .build()));

        assertThat(found.verdict()).isEqualTo(expected);
    }

    @Test
    void aFindingListsWhatWasTrainedOtherwise() {
        final Finding finding = configuration(against("worse", "good"));

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.explanation()).contains("2 entries of args differ: epochs, lr");
        assertThat(finding.evidence()).containsOnlyKeys("args.epochs", "args.lr");
        assertThat(finding.evidence().get("args.lr").toString()).contains("now=0.05", "baseline=5.0E-4");

        final Finding other = configuration(against("good", "other"));
        assertThat(other.evidence()).containsKeys("args.model_type", "config.num_layers", "shapes.lstm.weight_ih_l0");
        assertThat(against("good", "good").findings()).isEmpty();
    }

    @Test
    void aFindingSurvivesTheStoredReport() throws Exception {
        assertThat(configuration(againstStored("worse", stored("good"))).evidence())
                .containsOnlyKeys("args.epochs", "args.lr");
    }

    @Test
    void theReportFollowsTheSchema() throws Exception {
        final String json = ContractJson.render(GatesFixtures.verify(GatesFixtures.request("worse")
                        .baselines(
                                List.of(new BaselineSource(null, GatesFixtures.file("good.pt"), null, "#12 of main"))))
                .report());

        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("docs/report.schema.json")))
                        .validate(json, InputFormat.JSON))
                .isEmpty();
        assertThat(json).contains("#12 of main");
    }

    @Test
    void aBaselineThatCannotBeReadIsAnError() {
        assertThat(GatesFixtures.verify(GatesFixtures.request("good")
                                .baselines(List.of(new BaselineSource(null, "nowhere.pt", null, null))))
                        .report()
                        .errors())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(66);
                    assertThat(problem.message()).startsWith("The baseline: ").contains("nowhere.pt");
                });
    }

    private Path stored(final String checkpoint) throws Exception {
        final Path report = folder.resolve(checkpoint + ".json");
        GatesFixtures.verify(GatesFixtures.request(checkpoint)).write(report);
        return report;
    }

    private static Verification against(final String ours, final String theirs) {
        return GatesFixtures.only(GatesFixtures.request(ours)
                .baselines(List.of(new BaselineSource(null, GatesFixtures.file(theirs + ".pt"), null, null))));
    }

    private static Verification againstStored(final String ours, final Path report) {
        return GatesFixtures.only(GatesFixtures.request(ours)
                .baselines(List.of(new BaselineSource(null, null, report.toString(), null))));
    }

    private static Finding configuration(final Verification found) {
        return found.findings().stream()
                .filter(finding -> finding.code().equals("CONFIGURATION"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject pair(final String ours, final String theirs) {
        return GatesFixtures.expected().getAsJsonObject("pairs").getAsJsonObject(ours + " against " + theirs);
    }

    private static void compare(final Difference found, final String ours, final String theirs) {
        final JsonObject expected = pair(ours, theirs);
        assertThat(found.mean()).isCloseTo(expected.get("mean").getAsDouble(), within(PER_MEAN));
        assertThat(found.standardError())
                .isCloseTo(expected.get("standardError").getAsDouble(), within(PER_MEAN));
        assertThat(found.standardErrorKind()).isEqualTo(expected.get("kind").getAsString());
        assertThat(found.low()).isCloseTo(expected.get("low").getAsDouble(), within(1e-5));
        assertThat(found.high()).isCloseTo(expected.get("high").getAsDouble(), within(1e-5));
        assertThat(found.better()).isEqualTo(expected.get("better").getAsLong());
        assertThat(found.worse()).isEqualTo(expected.get("worse").getAsLong());
    }
}
