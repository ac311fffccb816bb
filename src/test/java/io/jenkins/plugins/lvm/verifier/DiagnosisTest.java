package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.DiagnosisCases.Case;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.diagnosis.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every defect that real torch planted is named first, and nothing is said of a healthy checkpoint. */
class DiagnosisTest {

    @TestFactory
    Stream<DynamicTest> findsWhatWasPlantedAndNothingElse() {
        return DiagnosisCases.all().values().stream()
                .map(tried -> dynamicTest(tried.name(), () -> assertThat(tried.first())
                        .as("findings %s", tried.verification().findings())
                        .isEqualTo(tried.planted())));
    }

    @Test
    void everyCauseIsPlanted() {
        final Set<String> planted = DiagnosisCases.all().values().stream()
                .map(Case::planted)
                .filter(code -> code != null)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(planted)
                .as("what is not planted here is in the planted set")
                .isSubsetOf(Stream.of(Cause.values()).map(Cause::name).toList())
                .hasSizeGreaterThan(15);
    }

    @Test
    void thereAreEnoughCases() {
        assertThat(DiagnosisCases.all().values().stream().filter(tried -> tried.planted() == null))
                .hasSizeGreaterThanOrEqualTo(40);
        assertThat(DiagnosisCases.all().values().stream().filter(tried -> tried.planted() != null))
                .hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void manyRowsThroughTheWrongDefinitionAreNoiseHoweverSignificant() {
        final Verification found = verification("noise_many_rows");
        final Actual actual = found.actual();

        assertThat(found.split().validationRows()).isEqualTo(60_000);
        assertThat(Math.abs(actual.sampleMean()) / actual.standardError()).isGreaterThan(30);
        assertThat(actual.skill()).isLessThan(0.02);
        assertThat(found.findings().get(0).code()).isEqualTo("NOISE");
    }

    @Test
    void namesTheDefinitionThatReproducesTheClaim() {
        final Finding finding = finding("forward_asked_for");

        assertThat(finding.explanation())
                .startsWith("The weights are good; ")
                .contains("is reproduced by attention-mixture; additive-memory, which loads the same weights without"
                        + " complaint, gives ");
        assertThat(finding.explainsGap()).isCloseTo(1, within(1e-3));
        assertThat((Integer) finding.evidence().get("alternativesTried")).isGreaterThan(20);
        assertThat(verification("forward_asked_for").diagnosis().alternatives())
                .isEqualTo(finding.evidence().get("alternativesTried"));
    }

    @Test
    void namesTheHeadCountThatReproducesTheClaim() {
        assertThat(finding("forward_heads_1_recorded_8").evidence())
                .containsEntry("forwardDefinition", "transformer-decoder[heads=1]");
        assertThat(finding("forward_heads_2_recorded_None").evidence())
                .containsEntry("judging", "transformer-decoder[heads=2]");
    }

    @Test
    void namesFirstAndWorstRowThatTheServiceGetsWrong() {
        final Verification found = verification("serving_last_rows");
        final Finding finding = finding("serving_last_rows");

        assertThat(finding.evidence()).containsEntry("rowsDiffering", 5L);
        assertThat(finding.evidence().get("firstRow").toString())
                .contains("position=" + (found.split().validationRows() - 5));
        assertThat(found.serving().forwardDefinition()).isEqualTo("predictions serving_last_rows.npy");
    }

    @Test
    void namesTheDefinitionThatTheServiceUses() {
        assertThat(finding("serving_wrote_additive").evidence()).containsEntry("servedEquals", "additive-memory");
    }

    @Test
    void namesTheSplitThatReproducesTheClaim() {
        assertThat(finding("split_other_numpy-42-train").explanation()).contains("random (numpy, seed 42");
        assertThat(finding("split_other_tail").explanation()).contains("the split tail");
    }

    @Test
    void givesTheHonestNumberForRowsThatWereTrainedOn() {
        final Finding finding = finding("split_asked_for");
        final Verification found = verification("split_asked_for");

        assertThat((Double) finding.evidence().get("onTrainerRows"))
                .isCloseTo(found.claim().value(), within(1e-4));
        assertThat((Double) finding.evidence().get("overlapWithTraining")).isBetween(0.8, 1.0);
        assertThat(found.actual().value()).isGreaterThan(found.claim().value() + 0.1);
    }

    @Test
    void namesTheScaleThatReproducesTheClaim() {
        assertThat(finding("positional_other_lstm").evidence()).containsEntry("positionalScale", 0.05);
    }

    @Test
    void recognisesTheIncidentsChangeOfVectorSpace() {
        final Finding finding = finding("drift_coherent");

        assertThat(verification("healthy_gru_separate_file").dataProfile().coherence())
                .isCloseTo(0.49, within(0.02));
        assertThat(verification("drift_coherent").dataProfile().coherence()).isCloseTo(0.73, within(0.02));
        assertThat(finding.evidence()).containsKey("coherence");
    }

    @Test
    void agreesWithFloat64OnAHealthyModel() {
        assertThat(verification("healthy_gru_float64").comparisons())
                .singleElement()
                .satisfies(comparison -> {
                    assertThat(comparison.within()).isTrue();
                    assertThat(comparison.with()).isEqualTo("cpu float64");
                    assertThat(comparison.largestDifference()).isLessThan(1e-5);
                });
    }

    @Test
    void verifiesOnEachDeviceAndComparesWithTheFirst() {
        final Path folder = PythonFixtures.run("diagnosis_fixtures.py", "diagnosis");
        final VerificationRequest request = new Gson()
                .fromJson(
                        new Gson()
                                .toJson(Map.of(
                                        "schemaVersion",
                                        VerificationRequest.SCHEMA_VERSION,
                                        "checkpoints",
                                        List.of(folder.resolve("healthy_gru_half.pt")
                                                .toString()),
                                        "data",
                                        folder.resolve("articles.npz").toString(),
                                        "devices",
                                        List.of("cpu", "cpu"))),
                        VerificationRequest.class);

        final VerificationResult result = new Verifier(request).verify(new Progress() {});

        assertThat(result.report().verifications()).hasSize(2);
        assertThat(result.cosines()).hasSize(2);
        assertThat(result.report().verifications().get(0).comparisons()).isEmpty();
        assertThat(result.report().verifications().get(1).comparisons())
                .singleElement()
                .satisfies(comparison -> {
                    assertThat(comparison.with()).isEqualTo("cpu");
                    assertThat(comparison.within()).isTrue();
                });
    }

    @Test
    void theDocumentedTableIsWhatIsFoundToday() throws Exception {
        final Path documented = Path.of(System.getProperty("basedir", ""), "docs", "diagnosis-confusion.md");

        assertThat(Files.readString(documented))
                .as("bin/confusion-table writes it anew")
                .startsWith(ConfusionTable.render(DiagnosisCases.all().values()));
    }

    private static Verification verification(final String name) {
        return DiagnosisCases.all().get(name).verification();
    }

    private static Finding finding(final String name) {
        return DiagnosisCases.all().get(name).finding();
    }
}
