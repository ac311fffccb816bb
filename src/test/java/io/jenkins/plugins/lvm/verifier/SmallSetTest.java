package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.PythonFixtures;
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
    private final List<Verification> trained = new ArrayList<>();
    private final List<Verification> random = new ArrayList<>();

    @Test
    void passesTrainedModelsAndDoubtsRandomWeightsThatMeetTheirClaim() {
        verifyAll();

        assertThat(trained).hasSize(13).allSatisfy(verification -> {
            assertThat(verification.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(verification.findings()).isEmpty();
            assertThat(verification.actual().skill()).isNull();
            assertThat(verification.gates())
                    .extracting(GateOutcome::metric)
                    .contains(GateMetric.ROWS_APART)
                    .doesNotContain(GateMetric.SKILL);
        });
        assertThat(random).hasSize(39).allSatisfy(verification -> {
            assertThat(Math.abs(verification.gap())).isLessThan(0.01);
            assertThat(verification.verdict()).isEqualTo(Verdict.UNSTABLE);
            assertThat(verification.findings()).anySatisfy(finding -> assertThat(finding.title())
                    .contains("Nothing tells the predictions from guesses"));
        });
    }

    private void verifyAll() {
        Path folder = PythonFixtures.run("small_set_fixtures.py", "small-sets");
        for (JsonObject entry : DiagnosisCases.entries(folder)) {
            Verification verification = DiagnosisCases.run(folder, entry, null, new ArrayList<>())
                    .report()
                    .verifications()
                    .get(0);
            (entry.get("trained").getAsBoolean() ? trained : random).add(verification);
        }
    }
}
