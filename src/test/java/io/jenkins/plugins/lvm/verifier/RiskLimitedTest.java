package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.jenkins.plugins.lvm.verifier.baseline.StoredBaseline;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.GateRange;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Range;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifications that stop once the verdict is certain enough, held against those that read all rows. */
class RiskLimitedTest {
    private static final double RISK = 0.01;

    @TempDir
    private Path folder;

    private static VerificationRequestBuilder all(String checkpoint) {
        return GatesFixtures.request(checkpoint).split("all").diagnose("never");
    }

    private static Map<String, Outcome> outcomes(Verification found) {
        return found.gates().stream()
                .collect(Collectors.toMap(gate -> gate.metric() + " " + gate.threshold(), GateOutcome::outcome));
    }

    private static Range range(Verification found, GateMetric metric) {
        Range range = found.risk().of(metric);
        assertThat(range).as(metric.name()).isNotNull();
        return range;
    }

    private static void requireWithin(Verification found, GateMetric metric, Verification whole) {
        Range range = range(found, metric);
        assertThat(metric.value(whole.measurements())).isBetween(range.low(), range.high());
        assertThat(metric.value(found.measurements())).isBetween(range.low(), range.high());
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "worse", "other"})
    void someRowsGiveTheVerdictOfAll(String checkpoint) {
        Verification whole = GatesFixtures.only(all(checkpoint));
        Verification found = GatesFixtures.only(all(checkpoint).risk(RISK).riskSeed(7L));

        ReportCheck.requireSound(found);
        assertThat(found.verdict()).isEqualTo(whole.verdict());
        assertThat(outcomes(found)).isEqualTo(outcomes(whole));
        assertThat(found.selfCheck().checks())
                .extracting(Check::kind)
                .contains(SelfCheck.Kind.REARRANGED, SelfCheck.Kind.PLANTED, SelfCheck.Kind.PLACES);
        Risk risk = found.risk();
        assertThat(risk.whole()).isNull();
        assertThat(risk.rows().all()).isEqualTo(whole.split().validationRows());
        assertThat(risk.rows().read())
                .isEqualTo(found.split().validationRows())
                .isLessThan(risk.rows().all());
        assertThat(whole.actual().value())
                .isBetween(risk.interval().low(), risk.interval().high());
        requireWithin(found, GateMetric.GAP_BELOW, whole);
        assertThat(found.split().reason()).contains(" rows, drawn at random");
    }

    @Test
    void theReportIsAsItsSchemaSays() throws Exception {
        Path report = folder.resolve("report.json");
        GatesFixtures.verify(all("good").risk(RISK)).write(report);

        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("docs/report.schema.json")))
                        .validate(Files.readString(report), InputFormat.JSON))
                .isEmpty();
        assertThat(StoredBaseline.read(report).verifications().get(0).risk().stopped())
                .isTrue();
    }

    /** Partners are one random pairing; the chance level of all rows is the mean over all. */
    @Test
    void skillIsThatAgainstPartnersOfOtherArticles() {
        Verification whole = GatesFixtures.only(all("good"));
        Verification found = GatesFixtures.only(all("good").risk(RISK).riskSeed(7L));

        assertThat(found.actual().skill()).isCloseTo(whole.actual().skill(), within(0.04));
        assertThat(found.risk().rows().partnersDigest()).hasSize(64);
        assertThat(range(found, GateMetric.SKILL).low()).isGreaterThan(0.02);
    }

    @Test
    void aSeedRepeatsARunAndSaysSo() {
        Verification first = GatesFixtures.only(all("good").risk(RISK));
        Verification second = GatesFixtures.only(all("good").risk(RISK));
        Verification again =
                GatesFixtures.only(all("good").risk(RISK).riskSeed(first.risk().seed()));

        assertThat(first.risk().repeat()).isFalse();
        assertThat(second.risk().seed()).isNotEqualTo(first.risk().seed());
        assertThat(again.risk().repeat()).isTrue();
        assertThat(again.split().rowsSha256()).isEqualTo(first.split().rowsSha256());
        assertThat(again.data().rowsDigest()).isEqualTo(first.data().rowsDigest());
        assertThat(again.risk().rows().partnersDigest())
                .isEqualTo(first.risk().rows().partnersDigest());
        assertThat(again.actual().value()).isCloseTo(first.actual().value(), within(1e-6));
    }

    /** The digest is that of the rows that were read, whoever reads them. */
    @Test
    void deflatedRowsAreTheSameRows() {
        Verification stored = GatesFixtures.only(all("good").risk(1e-6).riskSeed(3L));
        Verification deflated = GatesFixtures.only(io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.of(
                        List.of(GatesFixtures.file("good.pt")), GatesFixtures.file("train_deflated.npz"))
                .device("cpu")
                .threads(1)
                .split("all")
                .diagnose("never")
                .risk(1e-6)
                .riskSeed(3L));

        assertThat(deflated.risk().rows().read())
                .as("each look inflates the file again, so looks are few")
                .isGreaterThan(stored.risk().rows().read());
        assertThat(deflated.verdict()).isEqualTo(stored.verdict());
    }

    /** A short last batch weighs more, so that it is read whole. */
    @Test
    void theShortLastBatchIsAlwaysRead() {
        Verification whole = GatesFixtures.only(all("good").maxSamples(1007));
        Verification found =
                GatesFixtures.only(all("good").maxSamples(1007).risk(0.05).riskSeed(11L));

        assertThat(found.actual().kind()).isEqualTo(whole.actual().kind());
        assertThat(found.risk().rows().left()).isPositive();
        assertThat((found.risk().rows().read() - 1007 % 32) % 16).isZero();
        requireWithin(found, GateMetric.GAP_BELOW, whole);
    }

    @Test
    void whatCannotBeDecidedOnFewerRowsIsDecidedOnAll() {
        Verification whole = GatesFixtures.only(all("good"));
        double actual = whole.actual().value();
        GateSettings edge = GateSettings.builder().minCosine(actual - 1e-9).build();
        Verification exact = GatesFixtures.only(all("good").gates(edge));
        Verification found = GatesFixtures.only(all("good").gates(edge).risk(1e-6));

        assertThat(found.risk().stopped()).isFalse();
        assertThat(found.risk().whole()).isEqualTo("none was left to draw");
        assertThat(found.actual().value()).isCloseTo(actual, within(1e-7));
        assertThat(found.data().rowsDigest()).isEqualTo(exact.data().rowsDigest());
        assertThat(found.actual().percentiles().keySet())
                .isEqualTo(exact.actual().percentiles().keySet());
    }

    @Test
    void aDiagnosisReadsWhatItNeeds() {
        Verification undiagnosed = GatesFixtures.only(all("broken").risk(RISK).riskSeed(5L));
        Verification diagnosed =
                GatesFixtures.only(all("broken").diagnose("auto").risk(RISK).riskSeed(5L));

        assertThat(undiagnosed.verdict()).isEqualTo(diagnosed.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(undiagnosed.risk().stopped()).isTrue();
        assertThat(diagnosed.risk().stopped()).isFalse();
        assertThat(diagnosed.risk().whole()).isEqualTo("the diagnosis needs them");
        assertThat(diagnosed.diagnosis()).isNotNull();
    }

    @Test
    void aServiceThatUsesTheTrainersDefinitionIsNotAwayFromIt() {
        String definition = GatesFixtures.only(all("good")).model().forwardDefinition();
        Verification found =
                GatesFixtures.only(all("good").servingForward(definition).risk(RISK));

        ReportCheck.requireSound(found);
        assertThat(range(found, GateMetric.SERVING_GAP)).isEqualTo(new Range(0, 0));
    }

    @Test
    void aBaselineMeasuredBesideIsHeldAgainstByRows() {
        List<BaselineSource> baseline = List.of(new BaselineSource(null, GatesFixtures.file("good.pt"), null, null));
        GateSettings gates = GateSettings.builder()
                .relativeRegressionThreshold(0.01)
                .regressionThreshold(0.01)
                .build();
        Verification whole = GatesFixtures.only(all("worse").baselines(baseline).gates(gates));
        Verification found = GatesFixtures.only(
                all("worse").baselines(baseline).gates(gates).risk(RISK).riskSeed(2L));

        ReportCheck.requireSound(found);
        assertThat(outcomes(found)).isEqualTo(outcomes(whole));
        if (found.risk().stopped()) {
            requireWithin(found, GateMetric.REGRESSION, whole);
            requireWithin(found, GateMetric.REGRESSION_RELATIVE, whole);
        }
    }

    @Test
    void aStoredBaselineIsANumber() throws Exception {
        Path report = folder.resolve("good.json");
        GatesFixtures.verify(all("good")).write(report);
        List<BaselineSource> baseline = List.of(new BaselineSource(null, null, report.toString(), null));
        Verification found =
                GatesFixtures.only(all("worse").baselines(baseline).risk(RISK).riskSeed(2L));
        Verification whole = GatesFixtures.only(all("worse").baselines(baseline));

        ReportCheck.requireSound(found);
        assertThat(outcomes(found)).isEqualTo(outcomes(whole));
        if (found.risk().stopped()) {
            assertThat(found.baseline().paired()).isFalse();
            requireWithin(found, GateMetric.REGRESSION, whole);
        }
    }

    @Test
    void heldOutFloorsAreDecidedByHeldOutRows() {
        GateSettings gates = GateSettings.builder().minHeldOutCosine(0.2).build();
        VerificationRequestBuilder request =
                all("good").heldOut(GatesFixtures.file("held_out.npz")).gates(gates);
        Verification whole = GatesFixtures.only(request);
        Verification found = GatesFixtures.only(all("good")
                .heldOut(GatesFixtures.file("held_out.npz"))
                .gates(gates)
                .risk(RISK));

        ReportCheck.requireSound(found);
        assertThat(outcomes(found)).isEqualTo(outcomes(whole));
        assertThat(found.risk().heldOut().all())
                .isEqualTo(whole.heldOut().actual().histogram().rows());
        if (found.risk().heldOut().left() > 0) {
            requireWithin(found, GateMetric.HELD_OUT_COSINE, whole);
        }
    }

    @Test
    void fewRowsAndComparisonsRowByRowAreReadAsEver() {
        Verification few = GatesFixtures.only(all("good").maxSamples(100).risk(RISK));
        Verification compared =
                GatesFixtures.only(all("good").precision("float64").risk(RISK));

        assertThat(few.risk().whole()).isEqualTo("there are few");
        assertThat(few.risk().rows().left()).isZero();
        assertThat(compared.risk().whole()).isEqualTo("computations are compared row by row");
        ReportCheck.requireSound(few);
    }

    @Test
    void noRiskIsTodaysPass() {
        assertThat(GatesFixtures.only(all("good")).risk()).isNull();
        assertThat(GatesFixtures.only(all("good").risk(0.0)).risk()).isNull();
    }

    @Test
    void aSanityCheckAllowsARiskOfItsOwn() {
        Verification found = GatesFixtures.only(GatesFixtures.request("good").sanity(true));

        assertThat(found.risk().limit()).isEqualTo(1e-6);
        assertThat(found.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(GatesFixtures.only(GatesFixtures.request("good").sanity(true).risk(0.0))
                        .risk())
                .isNull();
    }

    /** The side that re-evaluates does not take a report that stopped too early for one that is decided. */
    @Test
    void aReportThatStopsUndecidedIsNotSound() {
        Verification found = GatesFixtures.only(all("good").risk(RISK).riskSeed(7L));
        Risk risk = found.risk();
        GateRange skill = new GateRange(GateMetric.SKILL, new Range(-0.5, 0.5));
        List<GateRange> wide = risk.gates().stream()
                .map(gate -> gate.metric() == GateMetric.SKILL ? skill : gate)
                .toList();
        List<GateRange> none = risk.gates().stream()
                .filter(gate -> gate.metric() != GateMetric.SKILL)
                .toList();

        assertThatThrownBy(() -> ReportCheck.requireSound(with(found, wide)))
                .hasMessageContaining("SKILL lies on both sides of its threshold");
        assertThatThrownBy(() -> ReportCheck.requireSound(with(found, none)))
                .hasMessageContaining("nothing is known of SKILL");
    }

    private static Verification with(Verification found, List<GateRange> ranges) {
        Risk risk = found.risk();
        return found.toBuilder()
                .risk(new Risk(
                        risk.limit(),
                        risk.seed(),
                        risk.repeat(),
                        risk.rows(),
                        risk.heldOut(),
                        risk.interval(),
                        ranges,
                        risk.whole()))
                .build();
    }

    @Test
    void aShareThatMayBeAboveNoneHoldsUpTheEnd() {
        GateSettings gates = GateSettings.builder()
                .qualityGates(List.of(new Gate(GateMetric.NON_FINITE, 0.02, Criticality.FAILED)))
                .build();
        Verification found = GatesFixtures.only(all("good").gates(gates).risk(RISK));

        assertThat(range(found, GateMetric.NON_FINITE).high()).isLessThanOrEqualTo(0.02);
        assertThat(found.risk().rows().read()).isGreaterThan(100);
    }
}
