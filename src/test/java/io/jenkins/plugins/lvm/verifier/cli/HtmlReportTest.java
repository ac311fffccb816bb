package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final String HOSTILE = "<script>alert('1')</script>\"&";
    private static final String ESCAPED = "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&quot;&amp;";

    private static VerificationReport report(final String path, final String finding) {
        return new VerificationReport(
                VerificationReport.SCHEMA_VERSION,
                Verdict.FAILED,
                List.of(new SampleVerification(path, "additive-memory", -0.0073, 1)
                        .claiming(0.5329)
                        .finding(new Finding("CODE", Severity.ERROR, finding, finding, Map.of(finding, finding), 1.0))
                        .build()),
                List.of(new Problem(path, 65, "It is damaged.", "Copy it again.")));
    }

    @Test
    void pageHoldsNumbersGatesFindingsHistogramAndProvenance() throws Exception {
        assertThat(HtmlReport.render(report("amn.pt", "Wrong definition")))
                .contains("0.5329", "-0.0073", "-0.5402", "FAILED", "Wrong definition", "100% of the gap")
                .contains(
                        "Gap below",
                        "&gt; 0.1000 FAILED",
                        "<svg",
                        "2,000 rows",
                        "libtorch 2.7.1",
                        "It is damaged. Copy it again.");
    }

    @Test
    void pageShowsTheBaselineAsText() throws Exception {
        final SampleVerification earlier = new SampleVerification(HOSTILE, "gru-stack", 0.55, 2);
        final VerificationReport found = new SampleVerification("new.pt", "gru-stack", 0.5, 1)
                .baseline(
                        HOSTILE, earlier.build(), new Difference(-0.05, 0.01, "INDEPENDENT", -0.07, -0.03, 400L, 1600L))
                .report();

        assertThat(HtmlReport.render(found))
                .contains("Against the baseline " + ESCAPED, "worse on 1,600", "<th scope=\"row\">Median</th>")
                .doesNotContain(HOSTILE, "<script");
    }

    @Test
    void whatHidesInNamesIsShown() throws Exception {
        assertThat(HtmlReport.render(report("a\u202egpj.pt\u001b[31m", "one\ntwo")))
                .contains("a\\u202Egpj.pt\\u001B[31m", "one\\u000Atwo")
                .doesNotContain("\u202e", "\u001b");
    }

    @Test
    void pageNeedsNothingElse() throws Exception {
        assertThat(HtmlReport.render(report("amn.pt", "x")))
                .doesNotContain("<script", "<link", "src=", "@import", "url(", "http://", "https://");
    }

    @Test
    void namesAndFindingsShowAsText() throws Exception {
        assertThat(HtmlReport.render(report(HOSTILE, HOSTILE)))
                .contains(ESCAPED)
                .doesNotContain(HOSTILE, "<script");
    }
}
