package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CausesTest {
    @Test
    void putsCausesBeforeSymptomsBeforeNotesAndThenWhatExplainsMostThenWhatIsMostSevere() {
        assertThat(Causes.inOrder(List.of(
                        finding(Cause.RESOLUTION, Severity.WARNING, null),
                        finding(Cause.NOISE, Severity.ERROR, null),
                        finding(Cause.DEGENERATE, Severity.ERROR, null),
                        finding(Cause.CONFIGURATION, Severity.INFO, null),
                        finding(Cause.DEAD_WEIGHTS, Severity.WARNING, null),
                        finding(Cause.STATISTIC, Severity.INFO, 0.4),
                        finding(Cause.FORWARD_DEFINITION, Severity.ERROR, 0.99))))
                .extracting(Finding::code)
                .containsExactly(
                        "FORWARD_DEFINITION",
                        "STATISTIC",
                        "DEAD_WEIGHTS",
                        "DEGENERATE",
                        "NOISE",
                        "RESOLUTION",
                        "CONFIGURATION");
    }

    @Test
    void printsNoMinusBeforeZero() {
        assertThat(Causes.number(-0.00001)).isEqualTo("0.0000");
        assertThat(Causes.number(-0.0073)).isEqualTo("-0.0073");
    }

    private static Finding finding(final Cause cause, final Severity severity, final Double explains) {
        return Causes.finding(cause, severity, "", "", Map.of(), explains);
    }
}
