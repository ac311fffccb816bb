package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleReportTest {
    private static final String HOSTILE = "a\u001b]0;owned\u0007\r\u202etp.\u0000\n2";
    private static final String SHOWN = "a\\u001B]0;owned\\u0007\\u000D\\u202Etp.\\u0000\\u000A2";

    private static String printed(VerificationReport report) {
        StringWriter text = new StringWriter();
        new ConsoleReport(new PrintWriter(text, true), false).print(report);
        return text.toString();
    }

    @Test
    void whatHidesInTextOfStrangersIsShown() {
        String text = printed(new VerificationReport(
                VerificationReport.SCHEMA_VERSION,
                Verdict.FAILED,
                List.of(new SampleVerification(HOSTILE, HOSTILE, 0.2, 1)
                        .claiming(0.5)
                        .on(HOSTILE, 10)
                        .alternative(HOSTILE, 0.1)
                        .finding(new Finding(HOSTILE, Severity.ERROR, HOSTILE, HOSTILE, Map.of(), null))
                        .build()),
                List.of(new Problem(HOSTILE, 65, HOSTILE, HOSTILE))));

        assertThat(text).contains(SHOWN + " (declared", SHOWN + ". " + SHOWN, "Error: " + SHOWN);
        assertThat(text.chars().filter(character -> character < ' ' && character != '\n'))
                .isEmpty();
        assertThat(text).doesNotContain("\u202e");
    }

    @Test
    void conclusionAndGatesAreWordedAsEverywhere() {
        assertThat(printed(new SampleVerification("a.pt", "gru-stack", 0.5, 1)
                        .claiming(0.5)
                        .report()))
                .contains("verdict  PASSED: claim reproduced");
        assertThat(printed(new SampleVerification("a.pt", "gru-stack", 0.3, 1)
                        .claiming(0.5)
                        .report()))
                .contains("missed   GAP_BELOW 0.2000 > 0.1000 (FAILED)", "verdict  FAILED");
    }
}
