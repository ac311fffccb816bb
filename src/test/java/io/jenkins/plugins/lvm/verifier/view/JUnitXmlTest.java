package io.jenkins.plugins.lvm.verifier.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JUnitXmlTest {
    private static final String HOSTILE = "]]><a b='\"'>&amp;\u0000\u001b[31m\ud800\uffff😀";

    private static Document parsed(final VerificationReport report, final UnaryOperator<String> names)
            throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(JUnitXml.render(report, names))));
    }

    private static VerificationReport report(final Verification verification, final Problem... problems) {
        return new VerificationReport(
                VerificationReport.SCHEMA_VERSION, Verdict.FAILED, List.of(verification), List.of(problems));
    }

    private static List<Element> elements(final Document document, final String tag) {
        final NodeList nodes = document.getElementsByTagName(tag);
        final List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @Test
    void healthyCheckpointPassesEveryGate() throws Exception {
        final Document xml = parsed(
                report(new SampleVerification("out/amn.pt", "attention-mixture", 0.511, 1)
                        .claiming(0.511)
                        .build()),
                UnaryOperator.identity());

        final Element suite = elements(xml, "testsuite").get(0);
        assertThat(suite.getAttribute("name")).isEqualTo("out/amn.pt");
        assertThat(suite.getAttribute("tests"))
                .isEqualTo(Integer.toString(elements(xml, "testcase").size()))
                .isNotEqualTo("0");
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(elements(xml, "failure")).isEmpty();
        assertThat(elements(xml, "testcase"))
                .allSatisfy(test -> assertThat(test.getAttribute("classname")).isEqualTo("lvm.out/amn_pt"))
                .extracting(test -> test.getAttribute("name"))
                .contains("GAP_BELOW at most 0.0500", "GAP_BELOW at most 0.1000", "SKILL at least 0.0200")
                .doesNotHaveDuplicates();
    }

    @Test
    void missedGateIsAFailureWithItsNumbersAndTheCause() throws Exception {
        final Document xml = parsed(
                report(new SampleVerification("lstm.pt", "lstm-baseline", 0.45, 1)
                        .claiming(0.5329)
                        .finding(new Finding(
                                "SPLIT", Severity.WARNING, "Another split", "The tail fits.", Map.of(), 1.0))
                        .build()),
                path -> "lstm/" + path);

        assertThat(elements(xml, "testsuite").get(0).getAttribute("name")).isEqualTo("lstm/lstm.pt");
        assertThat(elements(xml, "testsuite").get(0).getAttribute("failures")).isEqualTo("1");
        final Element failure = elements(xml, "failure").get(0);
        assertThat(failure.getAttribute("type")).isEqualTo("UNSTABLE");
        assertThat(failure.getAttribute("message")).isEqualTo("GAP_BELOW 0.0829 > 0.0500");
        assertThat(failure.getTextContent()).contains("claims 0.5329, reaches 0.4500", "SPLIT: Another split");
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("GAP_BELOW at most 0.0500");
    }

    @Test
    void checkpointThatCannotBeVerifiedIsAnError() throws Exception {
        final Document xml = parsed(
                new VerificationReport(
                        VerificationReport.SCHEMA_VERSION,
                        Verdict.FAILED,
                        List.of(),
                        List.of(new Problem("x.pt", 65, "It is damaged.", "Copy it again."))),
                UnaryOperator.identity());

        assertThat(elements(xml, "testsuite").get(0).getAttribute("errors")).isEqualTo("1");
        final Element error = elements(xml, "error").get(0);
        assertThat(error.getAttribute("message")).isEqualTo("It is damaged.");
        assertThat(error.getTextContent()).isEqualTo("Copy it again.");
    }

    @Test
    void anyTextLeavesTheDocumentReadable() throws Exception {
        final Document xml = parsed(
                report(
                        new SampleVerification(HOSTILE, "lstm-baseline", 0.2, 1)
                                .claiming(0.5)
                                .finding(new Finding(HOSTILE, Severity.ERROR, HOSTILE, HOSTILE, Map.of(), null))
                                .build(),
                        new Problem(HOSTILE, 65, HOSTILE, HOSTILE)),
                UnaryOperator.identity());

        assertThat(elements(xml, "testsuite").get(0).getAttribute("name"))
                .isEqualTo("]]><a b='\"'>&amp;\\u0000\\u001B[31m\\uD800\\uFFFF😀");
        assertThat(elements(xml, "a")).isEmpty();
    }
}
