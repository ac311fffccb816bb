package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GapExplanationTest {
    private static final double CLAIM = 0.532934567;
    private static final Gap INCIDENT = gap(-0.0073, true);
    private static final Trial MEASURED = trial(-0.0073);

    @Test
    void namesTheDefinitionThatReproducesTheClaim() {
        List<Finding> findings = explain(
                INCIDENT,
                new Trial(Set.of(Factor.FORWARD), "attention-mixture", null, "articles", "mean", CLAIM + 1e-7),
                trial(0.51, Factor.SPLIT));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("FORWARD_DEFINITION");
            assertThat(finding.explanation())
                    .startsWith("The weights are good; ")
                    .contains(
                            "0.5329 is reproduced by attention-mixture; additive-memory, which loads the same weights")
                    .contains("gives -0.0073")
                    .contains("one of 2 numbers tried");
            assertThat(finding.explainsGap()).isGreaterThan(0.999);
            assertThat(finding.evidence()).containsEntry("alternativesTried", 2);
        });
    }

    @Test
    void statesBitsAsFineAsTheNoiseOfADistanceAllows() {
        // One row's last bits moved a mean by 4e-11, and the bits of so near a match by 6e-4.
        for (double distance : new double[] {3.617e-8, 3.621e-8}) {
            assertThat(explain(INCIDENT, trial(CLAIM + distance, Factor.SPLIT)))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.evidence()).containsEntry("bits", 15.9));
        }
    }

    @Test
    void saysOfAnAlternativeThatOnlyComesNearThatItProvesNothing() {
        assertThat(explain(INCIDENT, trial(0.5320, Factor.FORWARD), trial(CLAIM + 5e-5, Factor.SPLIT)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("SPLIT");
                    assertThat(finding.severity()).isEqualTo(Severity.INFO);
                    assertThat(finding.explainsGap()).isNull();
                    assertThat(finding.explanation())
                            .contains("numbers would by chance")
                            .doesNotContain("good");
                });
    }

    @Test
    void doesNotTakeAHitAmongManyNumbersForACause() {
        // Held at 2e-6 alone, a claim drawn at random was explained by a split whose number came within 8.1e-7.
        List<Trial> crowd = new ArrayList<>();
        for (int i = -40; i <= 40; i++) {
            crowd.add(trial(CLAIM + 1e-4 * i + 5e-5, Factor.SPLIT));
        }
        crowd.add(trial(CLAIM + 8.1e-7, Factor.SPLIT));

        assertThat(new GapExplanation(gap(0.518, true), MEASURED, crowd).findings())
                .allSatisfy(finding -> assertThat(finding.explainsGap()).isNull());
    }

    @Test
    void saysNothingWithoutAGap() {
        assertThat(explain(gap(CLAIM + 1e-7, true), trial(CLAIM, Factor.FORWARD)))
                .isEmpty();
    }

    @Test
    void saysNothingOfWhatALowPrecisionDeviceMakes() {
        assertThat(explain(gap(CLAIM + 8e-4, true), trial(CLAIM + 1e-5, Factor.FORWARD)))
                .isEmpty();
    }

    @Test
    void neverCallsWeightsGoodForAFittedScaleOrARoundedClaim() {
        assertThat(explain(INCIDENT, trial(CLAIM, Factor.POSITIONAL)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.explanation()).doesNotContain("good"));
        Gap rounded = new Gap(0.5329, -0.0073, true, Sampling.UNKNOWN);
        assertThat(explain(rounded, trial(0.53288, Factor.FORWARD)))
                .allSatisfy(finding -> assertThat(finding.explanation()).doesNotContain("good"));
    }

    @Test
    void whatWasSearchedForAndIsRecordedNowhereIsNeverExact() {
        for (Factor searched : List.of(Factor.SUBSET, Factor.POSITIONAL)) {
            assertThat(explain(INCIDENT, trial(CLAIM, searched)))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.title()).contains("fit").doesNotContain("reproduces");
                        assertThat(finding.explanation())
                                .contains("likely, not proven", "by chance alone")
                                .doesNotContain("reproduced");
                    });
        }
        for (Factor recorded : List.of(Factor.LIMIT, Factor.TRAINING_SCALE)) {
            assertThat(explain(INCIDENT, trial(CLAIM, recorded)))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.explanation())
                            .contains("by chance alone")
                            .doesNotContain("likely"));
        }
    }

    @Test
    void targetsOfNeighbouringRowsPayForAllDistancesThatWereTried() {
        List<Trial> distances = new ArrayList<>();
        for (int by = 1; by <= 9; by++) {
            distances.add(trial(0.1 + 0.01 * by, Factor.SHIFT));
        }
        distances.add(trial(CLAIM + 1e-7, Factor.SHIFT));

        assertThat(new GapExplanation(INCIDENT, MEASURED, distances).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("SHIFT");
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.explanation())
                            .contains("It is one of 10 numbers tried; by chance alone")
                            .doesNotContain("good");
                });
        assertThat(new GapExplanation(gap(0.1, true), MEASURED, List.of(trial(CLAIM + 3e-4, Factor.SHIFT))).findings())
                .as("a neighbour's target that is only like the own one")
                .isEmpty();
    }

    @Test
    void onOtherRowsNothingIsExactSoADefinitionFitsByChance() {
        assertThat(explain(gap(-0.0073, false), trial(0.52, Factor.FORWARD)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.explainsGap()).isNull());
        assertThat(explain(gap(-0.0073, false), trial(0.40, Factor.FORWARD))).isEmpty();
    }

    @Test
    void prefersOneFactorToACombination() {
        List<Finding> findings =
                explain(INCIDENT, trial(CLAIM + 1e-7, Factor.FORWARD), trial(CLAIM, Factor.FORWARD, Factor.SPLIT));

        assertThat(findings).extracting(Finding::code).containsExactly("FORWARD_DEFINITION");
    }

    @Test
    void explainsByACombinationIfNoSingleFactorDoes() {
        List<Finding> findings = explain(
                INCIDENT,
                trial(0.50, Factor.FORWARD),
                trial(-0.01, Factor.SPLIT),
                trial(CLAIM, Factor.FORWARD, Factor.SPLIT));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).as("what comes nearest alone").isEqualTo("FORWARD_DEFINITION");
            assertThat(finding.evidence().get("changed")).isEqualTo(List.of("FORWARD", "SPLIT"));
            assertThat(finding.explanation())
                    .contains("No single change does that")
                    .doesNotContain("good");
        });
    }

    @Test
    void shareOfTheGapIsClipped() {
        assertThat(INCIDENT.explainedBy(CLAIM)).isEqualTo(1);
        assertThat(INCIDENT.explainedBy(-0.0073)).isZero();
        assertThat(INCIDENT.explainedBy(-0.9)).isZero();
    }

    private static Gap gap(double actual, boolean reproducible) {
        return new Gap(CLAIM, actual, reproducible, new Sampling(0.02, 0.03));
    }

    private static List<Finding> explain(Gap gap, Trial... trials) {
        return new GapExplanation(gap, MEASURED, List.of(trials)).findings();
    }

    private static Trial trial(double value, Factor... changed) {
        return new Trial(Set.of(changed), "additive-memory", null, "articles", "mean", value);
    }
}
