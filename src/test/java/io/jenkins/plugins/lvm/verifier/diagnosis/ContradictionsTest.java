package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Findings of one verification do not contradict each other, nor what is seen. */
class ContradictionsTest {
    private static final double CLAIM = 0.0123456789;
    private static final TensorFacts FROZEN = new TensorFacts("adapter.weight", List.of(8L, 8L), 64, 64, 0, 0, 0, 0);
    private static final TensorFacts TRAINED = new TensorFacts("head.weight", List.of(8L, 8L), 64, 0, 0, 0.5, 0, 0.1);
    private static final TensorFacts EXPLODED = new TensorFacts("out.weight", List.of(8L, 8L), 64, 0, 0, 1e6, 0, 1e5);

    @Test
    void aFrozenLayerThatTheModelDoesWithoutIsANote() {
        assertThat(WeightChecks.dead(List.of(FROZEN, TRAINED), false)).get().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.title()).isEqualTo("Weights are all zero");
            assertThat(finding.explanation()).contains("adapter.weight").contains("frozen at zero");
        });
    }

    @Test
    void whereTheModelFallsShortAZeroLayerIsAnErrorYetMayBeTheResultOfTraining() {
        Optional<Finding> found = WeightChecks.dead(List.of(FROZEN, TRAINED), true);
        assertThat(found).map(Finding::severity).contains(Severity.ERROR);
        assertThat(found).map(Finding::title).contains("Weights are all zero");
    }

    @Test
    void onlyWhatExplodedCannotBeTheResultOfTraining() {
        assertThat(WeightChecks.dead(List.of(EXPLODED, TRAINED), false))
                .map(Finding::title)
                .contains("Weights cannot be the result of training");
    }

    @Test
    void weightsAreNotGoodBecauseTheyReproduceAClaimThatIsNoBetterThanChance() {
        Gap gap = new Gap(CLAIM, -0.2, true, new Sampling(0.02, 0.03));
        Trial measured = trial("additive-memory", -0.2);
        List<Trial> trials = List.of(trial("attention-mixture", CLAIM));

        assertThat(new GapExplanation(gap, measured, trials, true).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.explanation()).startsWith("The weights are good; "));
        assertThat(new GapExplanation(gap, measured, trials, false).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.explanation())
                        .startsWith("0.0123 is reproduced by attention-mixture")
                        .doesNotContain("good"));
    }

    private static Trial trial(String forward, double value) {
        return new Trial(Set.of(Factor.FORWARD), forward, null, "articles", "mean", value);
    }
}
