package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GapExplanationTest {
    private static final Gap INCIDENT = new Gap(0.5329, -0.0073, true, 0.01);
    private static final Trial MEASURED = trial(-0.0073);

    @Test
    void namesTheDefinitionThatReproducesTheClaim() {
        final List<Finding> findings = explain(
                INCIDENT,
                new Trial(Set.of(Factor.FORWARD), "attention-mixture", null, "articles", "mean", 0.53292),
                trial(0.51, Factor.SPLIT));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("FORWARD_DEFINITION");
            assertThat(finding.explanation())
                    .contains(
                            "0.5329 is reproduced by attention-mixture; additive-memory, which loads the same weights")
                    .contains("gives -0.0073");
            assertThat(finding.explainsGap()).isGreaterThan(0.999);
            assertThat(finding.evidence()).containsEntry("alternativesTried", 2);
        });
    }

    @Test
    void saysNothingOfAlternativesThatOnlyComeNear() {
        assertThat(explain(INCIDENT, trial(0.5320, Factor.FORWARD), trial(0.5331, Factor.SPLIT)))
                .isEmpty();
    }

    @Test
    void saysNothingWithoutAGap() {
        final Gap closed = new Gap(0.5329, 0.53285, true, 0.01);

        assertThat(explain(closed, trial(0.5329, Factor.FORWARD))).isEmpty();
    }

    @Test
    void toleratesChanceWhereTheRowsAreNotTheTrainers() {
        final Gap other = new Gap(0.5329, -0.0073, false, 0.01);

        assertThat(explain(other, trial(0.505, Factor.FORWARD))).hasSize(1);
        assertThat(explain(other, trial(0.50, Factor.FORWARD))).isEmpty();
    }

    @Test
    void demandsAnExactHitOfOtherRows() {
        final Gap other = new Gap(0.5329, 0.6, false, 0.01);

        assertThat(explain(other, trial(0.530, Factor.SPLIT))).isEmpty();
        assertThat(explain(other, trial(0.53295, Factor.SPLIT)))
                .extracting(Finding::code)
                .containsExactly("SPLIT");
    }

    @Test
    void prefersOneFactorToACombination() {
        final List<Finding> findings =
                explain(INCIDENT, trial(0.53285, Factor.FORWARD), trial(0.5329, Factor.FORWARD, Factor.SPLIT));

        assertThat(findings).extracting(Finding::code).containsExactly("FORWARD_DEFINITION");
    }

    @Test
    void explainsByACombinationIfNoSingleFactorDoes() {
        final List<Finding> findings = explain(
                INCIDENT,
                trial(0.50, Factor.FORWARD),
                trial(-0.01, Factor.SPLIT),
                trial(0.5329, Factor.FORWARD, Factor.SPLIT));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).as("what comes nearest alone").isEqualTo("FORWARD_DEFINITION");
            assertThat(finding.evidence().get("changed")).isEqualTo(List.of("FORWARD", "SPLIT"));
            assertThat(finding.explanation()).contains("No single change does that, of 3 alternatives tried");
        });
    }

    @Test
    void shareOfTheGapIsClipped() {
        assertThat(INCIDENT.explainedBy(0.5329)).isEqualTo(1);
        assertThat(INCIDENT.explainedBy(-0.0073)).isZero();
        assertThat(INCIDENT.explainedBy(-0.9)).isZero();
        assertThat(INCIDENT.explainedBy(0.2628)).isEqualTo(0.5, org.assertj.core.api.Assertions.within(1e-9));
    }

    private static List<Finding> explain(final Gap gap, final Trial... trials) {
        return new GapExplanation(gap, MEASURED, List.of(trials)).findings();
    }

    private static Trial trial(final double value, final Factor... changed) {
        return new Trial(Set.of(changed), "additive-memory", null, "articles", "mean", value);
    }
}
