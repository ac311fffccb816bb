package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an agent may say of the baseline that it was given. */
class StepBaselinesTest {
    private static final SampleVerification EARLIER =
            new SampleVerification("old.pt", "gru-stack", 0.55, 2).claiming(0.55);
    private static final SampleVerification OTHER =
            new SampleVerification("old.pt", "gru-stack", 0.30, 3).claiming(0.30);
    private static final StepBaselines GIVEN = new StepBaselines(List.of(), Map.of("/ws/new.pt", EARLIER.report()));

    private static SampleVerification checkpoint() {
        return new SampleVerification("/ws/new.pt", "gru-stack", 0.54, 1).claiming(0.54);
    }

    private static VerificationReport against(final Verification earlier, final double difference) {
        return checkpoint()
                .baseline(
                        "main #1",
                        earlier,
                        new Difference(difference, 0.001, "INDEPENDENT", difference - 0.01, difference + 0.01, 1L, 1L))
                .report();
    }

    private static VerificationReport read(final VerificationReport report) throws Exception {
        return new ReportReader(Reports.GATES, Set.of(new Question("/ws/new.pt", "auto")))
                .read(new ByteArrayInputStream(ContractJson.render(report).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void acceptsTheBaselineThatWasGiven() throws Exception {
        final VerificationReport answer = read(against(EARLIER.build(), -0.01));

        GIVEN.requireKept(answer);
        assertThat(answer.verifications().get(0).baseline().name()).isEqualTo("main #1");
    }

    @Test
    void refusesSilenceOnTheBaseline() throws Exception {
        final VerificationReport answer = read(checkpoint().report());

        assertThatThrownBy(() -> GIVEN.requireKept(answer))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("does not hold /ws/new.pt against the baseline that it was given");
    }

    @Test
    void refusesAnotherBaseline() throws Exception {
        final VerificationReport answer = read(against(OTHER.build(), 0.24));

        assertThatThrownBy(() -> GIVEN.requireKept(answer)).isInstanceOf(AbortException.class);
    }

    @Test
    void refusesADifferenceThatIsNotThatOfTheMeans() {
        assertThatThrownBy(() -> read(against(EARLIER.build(), 0.01)))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("a difference is not that between the checkpoint and its baseline");
    }
}
