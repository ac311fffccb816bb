package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On rows of one article no chance level tells a model from noise: its claim is reproduced by random weights as well. */
class SmallSetTest {
    /** Of fewer rows nobody can tell. */
    private static final int FEWEST = 16;

    private final List<Verification> few = new ArrayList<>();
    private final List<Verification> trained = new ArrayList<>();
    private final List<Verification> random = new ArrayList<>();

    @Test
    void passesTrainedModelsAndDoubtsRandomWeightsThatMeetTheirClaim() {
        verifyAll();

        assertThat(trained).hasSize(10).allSatisfy(verification -> {
            assertThat(verification.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(verification.findings()).isEmpty();
            assertThat(verification.actual().skill()).isNull();
            assertThat(verification.gates())
                    .extracting(GateOutcome::metric)
                    .contains(GateMetric.ROWS_APART)
                    .doesNotContain(GateMetric.SKILL);
        });
        assertThat(random).hasSize(30).allSatisfy(verification -> {
            assertThat(Math.abs(verification.gap())).isLessThan(0.01);
            assertThat(verification.verdict()).isEqualTo(Verdict.UNSTABLE);
            assertThat(verification.findings()).anySatisfy(finding -> assertThat(finding.title())
                    .contains("Nothing tells the predictions from guesses"));
        });
        assertThat(few)
                .as("their verdict is that of the claim, trained or not, and what it does not say is said")
                .hasSize(12)
                .allSatisfy(verification -> {
                    assertThat(verification.verdict()).isEqualTo(Verdict.PASSED);
                    assertThat(verification.gates())
                            .extracting(GateOutcome::metric)
                            .doesNotContain(GateMetric.ROWS_APART, GateMetric.SKILL);
                    assertThat(verification.findings()).anySatisfy(finding -> {
                        assertThat(finding.title()).contains("Nothing tells the predictions from guesses");
                        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                        assertThat(finding.explanation()).contains("too few to tell");
                    });
                });
    }

    private void verifyAll() {
        Path folder = PythonFixtures.run("small_set_fixtures.py", "small-sets");
        for (JsonObject entry : DiagnosisCases.entries(folder)) {
            Verification verification = DiagnosisCases.run(folder, entry, null, new ArrayList<>())
                    .report()
                    .verifications()
                    .get(0);
            boolean tellsNothing = verification.split().validationRows() < FEWEST;
            (tellsNothing ? few : entry.get("trained").getAsBoolean() ? trained : random).add(verification);
        }
    }
}
