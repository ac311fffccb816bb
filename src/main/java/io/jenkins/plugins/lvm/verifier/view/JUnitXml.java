package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * A report as JUnit XML, for tools that show tests: a suite for each checkpoint, a test for each of its gates. A gate that is missed is a
 * failure whose type is what it leads to, or passes if it is a note; a checkpoint that could not be verified is an error. Tests are
 * called by gate and threshold, never by value, so that a test keeps its name from run to run.
 */
public final class JUnitXml {
    private final UnaryOperator<String> suites;
    private final XMLStreamWriter xml;

    private JUnitXml(UnaryOperator<String> suites, XMLStreamWriter xml) {
        this.suites = suites;
        this.xml = xml;
    }

    /**
     * The document.
     *
     * @param suites what to call the suite of a checkpoint, by its path
     */
    public static String render(VerificationReport report, UnaryOperator<String> suites) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JUnitXml(suites, xml).document(report);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML that is written into memory cannot fail.", e);
        }
        return text.toString();
    }

    private void document(VerificationReport report) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        line();
        xml.writeStartElement("testsuites");
        attribute("name", "lvm-verify");
        for (Verification verification : report.verifications()) {
            line();
            suite(suite(path(verification)), PresentableReport.of(verification));
        }
        for (Problem problem : report.errors()) {
            line();
            problem(problem.checkpoint() == null ? "verification" : suite(problem.checkpoint()), problem);
        }
        line();
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private static String path(Verification verification) {
        CheckpointFile file = verification.checkpoint();
        return file == null || file.path() == null ? NumberFormats.NONE : file.path();
    }

    private String suite(String path) {
        return PrintableText.of(suites.apply(path));
    }

    private void suite(String suite, Verification verification) throws XMLStreamException {
        List<GateOutcome> gates = verification.gates();
        long failures =
                gates.stream().filter(gate -> gate.verdict() != Verdict.PASSED).count();
        start(suite, gates.size(), failures, 0, verification.timing().totalSeconds());
        properties(verification);
        for (GateOutcome gate : gates) {
            line();
            gate(suite, gate, verification);
        }
        line();
        xml.writeEndElement();
    }

    private void properties(Verification verification) throws XMLStreamException {
        line();
        xml.writeStartElement("properties");
        property("checkpoint", verification.checkpoint().path());
        property("sha256", verification.checkpoint().sha256());
        property("verdict", NumberFormats.name(verification.verdict()));
        if (verification.claim() != null) {
            property("claim", Double.toString(verification.claim().value()));
        }
        property("actual", Double.toString(verification.value()));
        for (Map.Entry<String, String> own : MetricWords.property(verification).entrySet()) {
            property(own.getKey(), own.getValue());
        }
        property("forwardDefinition", verification.model().forwardDefinition());
        property("split", verification.split().name());
        property("validationRows", Long.toString(verification.split().validationRows()));
        property("device", verification.device().used());
        xml.writeEndElement();
    }

    private void property(String name, @Nullable String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        attribute("name", name);
        attribute("value", value);
    }

    private void gate(String suite, GateOutcome gate, Verification verification) throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute("classname", className(suite));
        attribute("name", GateWords.condition(gate));
        attribute("time", "0");
        if (gate.verdict() != Verdict.PASSED) {
            xml.writeStartElement("failure");
            attribute("type", gate.verdict().name());
            attribute("message", GateWords.comparison(gate, MetricWords.of(verification)));
            text(new VerificationView(verification).getHeadline());
            for (Finding finding : verification.findings()) {
                text("\n" + finding.code() + ": " + finding.title() + "\n  " + finding.explanation());
            }
            xml.writeEndElement();
        } else if (gate.outcome() == Outcome.MISSED) {
            xml.writeStartElement("system-out");
            text(GateWords.comparison(gate, MetricWords.of(verification)) + ", which is a note");
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void problem(String suite, Problem problem) throws XMLStreamException {
        String message = PrintableText.of(problem.message());
        start(suite, 1, 0, 1, 0);
        line();
        xml.writeStartElement("testcase");
        attribute("classname", className(suite));
        attribute("name", "can be verified");
        attribute("time", "0");
        xml.writeStartElement("error");
        attribute("type", "ERROR");
        attribute("message", message);
        text(PrintableText.of(problem.advice()));
        xml.writeEndElement();
        xml.writeEndElement();
        line();
        xml.writeEndElement();
    }

    private void start(String suite, long tests, long failures, long errors, double seconds) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute("name", suite);
        attribute("tests", Long.toString(tests));
        attribute("failures", Long.toString(failures));
        attribute("errors", Long.toString(errors));
        attribute("skipped", "0");
        attribute("time", String.format(Locale.ROOT, "%.3f", seconds));
    }

    /** Readers take what stands before the last dot for a package. */
    private static String className(String suite) {
        return "lvm." + suite.replace('.', '_');
    }

    private void attribute(String name, @Nullable String value) throws XMLStreamException {
        xml.writeAttribute(name, legal(value));
    }

    private void text(String value) throws XMLStreamException {
        xml.writeCharacters(legal(value));
    }

    private void line() throws XMLStreamException {
        xml.writeCharacters("\n");
    }

    /** XML cannot hold every character, escaped or not, and names come from files. */
    private static String legal(@Nullable String text) {
        String shown = text == null ? NumberFormats.NONE : text;
        StringBuilder legal = new StringBuilder(shown.length());
        shown.codePoints().map(point -> isLegal(point) ? point : '\uFFFD').forEach(legal::appendCodePoint);
        return legal.toString();
    }

    private static boolean isLegal(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || (point >= 0x20 && point < Character.MIN_SURROGATE)
                || (point > Character.MAX_SURROGATE && point < 0xFFFE)
                || Character.isSupplementaryCodePoint(point);
    }
}
