package io.jenkins.plugins.lvm.verifier.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateEvaluatorTest {
    private static final Measurements HEALTHY = healthy(0.53, 0.53, true);

    @ParameterizedTest(name = "claim {0}, actual {1}, reproducible {2}: {3}")
    @CsvSource({
        "0.53, 0.53, true, PASSED",
        "0.50, 0.45, true, PASSED", // equality passes
        "0.50, 0.4499, true, UNSTABLE",
        "0.50, 0.40, true, UNSTABLE",
        "0.50, 0.3999, true, FAILED",
        "0.45, 0.50, true, PASSED",
        "0.44, 0.50, true, UNSTABLE",
        "0.39, 0.50, true, FAILED",
        "0.39, 0.50, false, PASSED", // above the claim on rows that may have been trained on
        "0.60, 0.50, false, UNSTABLE",
        "0.5329, -0.0073, true, FAILED"
    })
    void judgesTheGapByDefaultThresholds(
            final double claim, final double actual, final boolean reproducible, final Verdict expected) {
        assertThat(verdict(GateSettings.defaults(), healthy(claim, actual, reproducible)))
                .isEqualTo(expected);
    }

    @Test
    void reportsAGapAboveAnUnreproducibleClaimAsANote() {
        final List<GateOutcome> outcomes =
                new GateEvaluator(GateSettings.defaults()).evaluate(healthy(0.30, 0.50, false));

        assertThat(outcomes)
                .filteredOn(outcome -> outcome.metric() == GateMetric.GAP_ABOVE)
                .isNotEmpty()
                .allSatisfy(outcome -> {
                    assertThat(outcome.outcome()).isEqualTo(Outcome.MISSED);
                    assertThat(outcome.criticality()).isEqualTo(Criticality.NOTE);
                });
    }

    @Test
    void failsAModelThatIsNoBetterThanChance() {
        final Measurements noise =
                healthy().claim(0.13).actual(0.13).skill(0.019).build();

        assertThat(verdict(GateSettings.defaults(), noise)).isEqualTo(Verdict.FAILED);
    }

    @ParameterizedTest(name = "non-finite {0}, zero {1}, dead weights {2}: {3}")
    @CsvSource({"0, 0, 0.999, PASSED", "0.0001, 0, 0, FAILED", "0, 0.0001, 0, FAILED", "0, 0, 1, FAILED"})
    void failsBrokenPredictionsAndDeadWeights(
            final double nonFinite, final double zero, final double dead, final Verdict expected) {
        final Measurements measured = healthy()
                .nonFinite(nonFinite)
                .zeroPredictions(zero)
                .deadWeights(dead)
                .build();

        assertThat(verdict(GateSettings.defaults(), measured)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} standard errors apart: {1}")
    @CsvSource({"1, PASSED", "0.99, UNSTABLE", "-3, UNSTABLE"})
    void doubtsAModelWithoutAChanceLevelThatTellsNoRowsApart(double apart, Verdict expected) {
        Measurements measured = healthy().skill(null).rowsApart(apart).build();

        assertThat(verdict(GateSettings.defaults(), measured)).isEqualTo(expected);
        assertThat(verdict(GateSettings.sanity(), measured)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} of the rows leak: {1}")
    @CsvSource({"0.025, PASSED", "0.1, PASSED", "0.101, UNSTABLE", "1, UNSTABLE"})
    void isUnstableWhereTargetsStandInTheirContexts(double leaked, Verdict expected) {
        assertThat(verdict(GateSettings.defaults(), healthy().leaked(leaked).build()))
                .isEqualTo(expected);
    }

    @Test
    void isUnstableWithoutAClaimUnlessToldOtherwise() {
        final Measurements unclaimed = healthy().claim(null).build();

        assertThat(verdict(GateSettings.defaults(), unclaimed)).isEqualTo(Verdict.UNSTABLE);
        assertThat(verdict(onMissingClaim(Criticality.NOTE), unclaimed)).isEqualTo(Verdict.PASSED);
        assertThat(verdict(onMissingClaim(Criticality.FAILED), unclaimed)).isEqualTo(Verdict.FAILED);
    }

    @Test
    void isUnstableWhenTheClaimCannotBeRecomputed() {
        final Measurements unsupported = healthy().unsupportedClaim().build();

        assertThat(new GateEvaluator(GateSettings.defaults()).evaluate(unsupported))
                .filteredOn(outcome -> outcome.outcome() == Outcome.MISSED)
                .extracting(GateOutcome::metric)
                .containsExactly(GateMetric.CLAIM_UNSUPPORTED);
    }

    @Test
    void isUnstableWhenFittingDefinitionsDisagree() {
        final Measurements ambiguous = healthy().forwardDisagreement(0.51).build();

        assertThat(verdict(GateSettings.defaults(), ambiguous)).isEqualTo(Verdict.UNSTABLE);
    }

    @Test
    void onlyNotesThatAModelOfAKnownTrainerLoadsIntoAServicesOwnFunction() {
        final Measurements known =
                healthy().forwardDisagreement(0.51).onlyServicesDisagree(true).build();

        assertThat(verdict(GateSettings.defaults(), known)).isEqualTo(Verdict.PASSED);
        assertThat(new GateEvaluator(GateSettings.defaults()).evaluate(known))
                .filteredOn(outcome -> outcome.outcome() == Outcome.MISSED)
                .extracting(GateOutcome::metric)
                .containsExactly(GateMetric.AMBIGUOUS_FORWARD);
    }

    @Test
    void doesNotSoftenWhatTheUserSaysOfAmbiguity() {
        Measurements known =
                healthy().forwardDisagreement(0.51).onlyServicesDisagree(true).build();

        for (Criticality criticality : List.of(Criticality.UNSTABLE, Criticality.FAILED)) {
            GateSettings word =
                    GateSettings.builder().ambiguousForward(criticality).build();
            GateSettings gate = GateSettings.builder()
                    .qualityGates(List.of(new Gate(GateMetric.AMBIGUOUS_FORWARD, 0.1, criticality)))
                    .build();
            assertThat(List.of(verdict(word, known), verdict(gate, known)))
                    .containsOnly(criticality == Criticality.FAILED ? Verdict.FAILED : Verdict.UNSTABLE);
        }
    }

    @Test
    void isUnstableWhenStateDictsOfTheFileDisagree() {
        final Measurements ambiguous = healthy().weightsDisagreement(0.051).build();

        assertThat(verdict(GateSettings.defaults(), ambiguous)).isEqualTo(Verdict.UNSTABLE);
        assertThat(verdict(
                        GateSettings.defaults(),
                        healthy().weightsDisagreement(0.05).build()))
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void isUnstableAboveWhatOverlapExplains() {
        assertThat(verdict(GateSettings.defaults(), healthy().unexplained(0.001).build()))
                .isEqualTo(Verdict.UNSTABLE);
        assertThat(verdict(
                        GateSettings.defaults(), healthy().unexplained(-0.001).build()))
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void failsWhenTheServingDefinitionDiffers() {
        final Measurements misserved = healthy().servingGap(0.51).build();

        assertThat(verdict(GateSettings.defaults(), misserved)).isEqualTo(Verdict.FAILED);
    }

    @ParameterizedTest(name = "falls by {0}, {1} of the baseline: {2}")
    @CsvSource({"0.02, 0.5, PASSED", "0.0201, 0.04, UNSTABLE", "-0.3, -0.6, PASSED"})
    void isUnstableBelowTheBaseline(final double regression, final double relative, final Verdict expected) {
        final Measurements measured =
                healthy().regression(regression).relativeRegression(relative).build();

        assertThat(verdict(GateSettings.defaults(), measured)).isEqualTo(expected);
    }

    @Test
    void holdsHeldOutRowsToFloorsOnly() {
        final Measurements memorised =
                healthy().heldOut(0.30).heldOutSkill(0.019).build();
        final GateSettings floor = GateSettings.builder().minHeldOutCosine(0.31).build();

        assertThat(new GateEvaluator(floor).evaluate(memorised))
                .filteredOn(outcome -> outcome.outcome() == Outcome.MISSED)
                .extracting(GateOutcome::metric)
                .containsExactly(GateMetric.HELD_OUT_COSINE, GateMetric.HELD_OUT_SKILL);
    }

    @Test
    void replacesDefaultsByExplicitGatesAndAddsExplicitThresholds() {
        final GateSettings settings = GateSettings.builder()
                .minCosine(0.6)
                .qualityGates(List.of(new Gate(GateMetric.GAP_BELOW, 0.3, Criticality.UNSTABLE)))
                .build();

        assertThat(new GateEvaluator(settings).gates())
                .containsExactly(
                        new Gate(GateMetric.GAP_BELOW, 0.3, Criticality.UNSTABLE),
                        new Gate(GateMetric.COSINE, 0.6, Criticality.FAILED));
        assertThat(verdict(settings, HEALTHY)).isEqualTo(Verdict.FAILED);
    }

    @Test
    void refusesThresholdsInTheWrongOrder() {
        final GateSettings settings =
                GateSettings.builder().unstableThreshold(0.2).failThreshold(0.1).build();

        assertThatThrownBy(() -> new GateEvaluator(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unstableThreshold (0.2) is above failThreshold (0.1)");
    }

    @Test
    void refusesAnUnstableThresholdAboveTheDefaultFailThreshold() {
        final GateSettings settings =
                GateSettings.builder().unstableThreshold(0.2).build();

        assertThatThrownBy(() -> new GateEvaluator(settings)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesThresholdsThatNoCosineCanReach() {
        final GateSettings settings =
                GateSettings.builder().minCosine(Double.NaN).build();

        assertThatThrownBy(() -> new GateEvaluator(settings)).hasMessageContaining("minCosine");
    }

    @Test
    void skipsGatesWhoseNumberDoesNotExist() {
        assertThat(new GateEvaluator(GateSettings.defaults()).evaluate(HEALTHY))
                .extracting(GateOutcome::metric)
                .doesNotContain(GateMetric.AMBIGUOUS_FORWARD, GateMetric.SERVING_GAP, GateMetric.REGRESSION);
    }

    private static Measurements.Builder healthy() {
        return Measurements.builder()
                .claim(0.5)
                .actual(0.5)
                .skill(0.4)
                .nonFinite(0.0)
                .zeroPredictions(0.0)
                .deadWeights(0.0);
    }

    private static Verdict verdict(final GateSettings settings, final Measurements measurements) {
        return GateEvaluator.verdict(new GateEvaluator(settings).evaluate(measurements));
    }

    private static GateSettings onMissingClaim(final Criticality criticality) {
        return GateSettings.builder().onMissingClaim(criticality).build();
    }

    private static Measurements healthy(final double claim, final double actual, final boolean reproducible) {
        return healthy().claim(claim).actual(actual).reproducible(reproducible).build();
    }
}
