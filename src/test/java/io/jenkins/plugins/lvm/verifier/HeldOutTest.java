package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint on rows that no trainer saw, with torch's numbers. */
class HeldOutTest {
    private static final double PER_MEAN = 1e-6;

    @ParameterizedTest
    @ValueSource(strings = {"held_out", "elsewhere"})
    void numbersAreTorchs(final String name) {
        final Verification found =
                GatesFixtures.only(GatesFixtures.request("good").heldOut(GatesFixtures.file(name + ".npz")));
        final Actual unseen = found.heldOut().actual();
        final JsonObject expected =
                GatesFixtures.expected().getAsJsonObject("elsewhere").getAsJsonObject(name);

        assertThat(unseen.sampleMean()).isCloseTo(expected.get("sampleMean").getAsDouble(), within(PER_MEAN));
        assertThat(unseen.standardError())
                .isCloseTo(expected.get("standardError").getAsDouble(), within(PER_MEAN));
        assertThat(unseen.chance()).isCloseTo(expected.get("chance").getAsDouble(), within(PER_MEAN));
        assertThat(unseen.skill()).isCloseTo(expected.get("skill").getAsDouble(), within(PER_MEAN));
        assertThat(unseen.min()).isCloseTo(expected.get("min").getAsDouble(), within(1e-5));
        assertThat(unseen.histogram().counts().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(700);
        assertThat(found.selfCheck().checks())
                .filteredOn(check -> check.what().startsWith("of the held-out rows: "))
                .extracting(Check::kind)
                .containsExactly(
                        Kind.REARRANGED, Kind.INDEPENDENT, Kind.PLANTED, Kind.PRODUCTS, Kind.PLACES, Kind.COSINES);
    }

    @Test
    void theClaimIsNotHeldAgainstThem() {
        final Verification found =
                GatesFixtures.only(GatesFixtures.request("good").heldOut(GatesFixtures.file("elsewhere.npz")));

        assertThat(found.heldOut().actual().sampleMean())
                .isLessThan(found.claim().value() - 0.2);
        assertThat(found.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(found.gates())
                .extracting(GateOutcome::metric)
                .contains(GateMetric.HELD_OUT_SKILL)
                .doesNotContain(GateMetric.HELD_OUT_COSINE);
    }

    @Test
    void theyAreHeldToAFloor() {
        final Verification found = GatesFixtures.only(GatesFixtures.request("good")
                .heldOut(GatesFixtures.file("elsewhere.npz"))
                .gates(GateSettings.builder().minHeldOutCosine(0.4).build()));

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(found.gates())
                .filteredOn(gate -> gate.outcome() == GateOutcome.Outcome.MISSED)
                .extracting(GateOutcome::metric)
                .containsExactly(GateMetric.HELD_OUT_COSINE);
    }

    @Test
    void noiseOnThemFails() {
        assertThat(GatesFixtures.only(GatesFixtures.request("broken").heldOut(GatesFixtures.file("held_out.npz")))
                        .gates())
                .filteredOn(gate -> gate.metric() == GateMetric.HELD_OUT_SKILL)
                .extracting(GateOutcome::outcome)
                .containsExactly(GateOutcome.Outcome.MISSED);
    }

    @Test
    void theDataOfTheClaimIsNotHeldOut() {
        assertThat(GatesFixtures.verify(GatesFixtures.request("good").heldOut(GatesFixtures.file("train_deflated.npz")))
                        .report()
                        .errors())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(64);
                    assertThat(problem.message())
                            .contains("begins with the same sequences as the data that the checkpoint is verified on");
                });
    }

    @Test
    void aForgedTwinOfTheDataOfTheClaimIsOtherData(@TempDir Path folder) throws Exception {
        PythonFixtures.call("data_twins.py", folder.toString(), GatesFixtures.file("train.npz"));
        Verification found = GatesFixtures.only(GatesFixtures.request("good")
                .heldOut(folder.resolve("train.npz").toString()));

        assertThat(found.heldOut().data().fingerprint()).isEqualTo(found.data().fingerprint());
        assertThat(found.heldOut().data().rowsDigest())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(found.data().rowsDigest());
        assertThat(found.heldOut().actual().sampleMean()).isNegative();
    }

    @Test
    void vectorsOfAnotherSizeAreRefused() {
        assertThat(GatesFixtures.verify(GatesFixtures.request("good").heldOut("examples/sequences.npz"))
                        .report()
                        .errors())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("contexts of 5 × 768")
                        .contains("5 × 48"));
    }

    @Test
    void theReportFollowsTheSchema() throws Exception {
        final VerificationReport report = GatesFixtures.verify(
                        GatesFixtures.request("good").heldOut(GatesFixtures.file("held_out.npz")))
                .report();

        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("docs/report.schema.json")))
                        .validate(ContractJson.render(report), InputFormat.JSON))
                .isEmpty();
    }
}
