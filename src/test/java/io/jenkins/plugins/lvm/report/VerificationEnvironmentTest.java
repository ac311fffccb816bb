package io.jenkins.plugins.lvm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import hudson.EnvVars;
import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationEnvironmentTest {
    private static final String HOSTILE = "$(touch /tmp/x)`id`;\n";

    private static StoredVerification verified(final double actual) {
        return StoredVerification.of(
                new Place("amn", HOSTILE, HOSTILE, "step"),
                new SampleVerification(HOSTILE, "attention-mixture", actual, 1)
                        .claiming(0.511)
                        .build(),
                0);
    }

    private static EnvVars environment(final String verdict, final StoredVerification... verifications) {
        final EnvVars variables = new EnvVars();
        VerificationEnvironment.contribute(verdict, List.of(verifications), variables);
        return variables;
    }

    @Test
    void oneCheckpointTellsItsNumbers() {
        final EnvVars variables = environment("PASSED", verified(0.511));

        assertThat(variables)
                .containsOnlyKeys("LVM_VERDICT", "LVM_CHECKPOINTS", "LVM_CLAIM", "LVM_ACTUAL", "LVM_GAP", "LVM_SHA256")
                .containsEntry("LVM_VERDICT", "PASSED")
                .containsEntry("LVM_CLAIM", "0.511");
        assertThat(Double.parseDouble(variables.get("LVM_ACTUAL"))).isBetween(0.5109, 0.5111);
    }

    @Test
    void severalTellTheVerdictOfAll() {
        assertThat(environment("FAILED", verified(0.511), verified(0.1)))
                .containsOnly(entry("LVM_VERDICT", "FAILED"), entry("LVM_CHECKPOINTS", "2"));
    }

    @Test
    void nothingIsSaidBeforeAnythingIsVerified() {
        assertThat(environment(null)).isEmpty();
    }

    @Test
    void noVariableHoldsTextThatAShellCouldRun() {
        final StoredVerification unreadable = StoredVerification.of(
                new Place("x", HOSTILE, "", "step"), HOSTILE, new Problem(HOSTILE, 65, HOSTILE, HOSTILE), 0);

        assertThat(environment("FAILED", verified(0.2)).values()).allMatch(value -> value.matches("[\\w.-]+"));
        assertThat(environment(StoredVerification.ERROR, unreadable).values())
                .allMatch(value -> value.matches("[\\w.-]+"));
    }
}
