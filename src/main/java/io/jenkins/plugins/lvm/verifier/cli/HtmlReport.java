package io.jenkins.plugins.lvm.verifier.cli;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.view.Fact;
import io.jenkins.plugins.lvm.verifier.view.FindingView;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import io.jenkins.plugins.lvm.verifier.view.PresentableReport;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import j2html.tags.DomContent;
import j2html.tags.specialized.SectionTag;
import j2html.tags.specialized.TableTag;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as one HTML file that needs nothing else: no script, no picture, no font. It follows the reader's light or dark theme. */
final class HtmlReport {
    private static final String TITLE = "LVM verification";
    private static final String NUMBER = "number";
    private static final String PATH = "path";
    private static final String NOTE = "note";

    private HtmlReport() {}

    /** The page. */
    static String render(VerificationReport found) throws IOException {
        VerificationReport report = PresentableReport.of(found);
        List<VerificationView> views =
                report.verifications().stream().map(VerificationView::new).toList();
        return document(html(
                        head(
                                meta().withCharset("utf-8"),
                                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                // Even if a text got through unescaped, it could not run.
                                meta().attr("http-equiv", "Content-Security-Policy")
                                        .withContent("default-src 'none'; style-src 'unsafe-inline'"),
                                title(TITLE),
                                style(rawHtml(styleSheet()))),
                        body(main(
                                h1(TITLE),
                                overview(views),
                                each(report.errors(), HtmlReport::problem),
                                each(IntStream.range(0, views.size()).boxed().toList(), i -> verification(views.get(i))
                                        .withId(anchor(i))))))
                .withLang("en"));
    }

    private static String anchor(int index) {
        return "v" + index;
    }

    private static DomContent overview(List<VerificationView> views) {
        return lines(
                columns("Checkpoint", "Device", "#Claim", "#Actual", "#Gap", "Verdict"),
                IntStream.range(0, views.size()).mapToObj(i -> {
                    VerificationView view = views.get(i);
                    return tr(
                            td(a(shown(view.getCheckpoint())).withHref("#" + anchor(i)))
                                    .withClass(PATH),
                            td(shown(view.getDevice())),
                            cell(NUMBER, view.getClaim()),
                            cell(NUMBER, view.getActual()),
                            cell(NUMBER, view.getGap()),
                            td(verdict(view.getVerdict())));
                }));
    }

    private static DomContent problem(Problem problem) {
        return p(
                verdict("ERROR"),
                text(" "),
                iff(
                        problem.checkpoint() != null,
                        each(span(shown(problem.checkpoint())).withClass(PATH), text(": "))),
                text(shown(problem.message()) + " " + shown(problem.advice())));
    }

    private static SectionTag verification(VerificationView view) {
        return section(
                h2(shown(view.getCheckpoint())).withClass(PATH),
                p(verdict(view.getVerdict()), text(" " + view.getHeadline())),
                each(view.getFindings(), HtmlReport::finding),
                iff(view.getDiagnosis() != null, p(shown(view.getDiagnosis())).withClass(NOTE)),
                h3("Gates"),
                gates(view),
                iff(view.getBaseline() != null, baseline(view)),
                h3("Cosine of each row"),
                figure(rawHtml(view.getHistogramSvg())),
                details(
                        summary("The histogram as numbers"),
                        lines(
                                columns("Cosine", "#Rows"),
                                view.getHistogram().stream()
                                        .map(bin -> tr(cell("", bin.getRange()), cell(NUMBER, bin.getCount()))))),
                h3("Numbers"),
                facts(view.getNumbers()),
                iff(!view.getProfile().isEmpty(), each(h3("Vectors of the data"), facts(view.getProfile()))),
                iff(!view.getService().isEmpty(), each(h3("The running service"), facts(view.getService()))),
                iff(view.getAlignment() != null, each(h3("5-to-1 causal alignment"), pre(shown(view.getAlignment())))),
                h3("Provenance"),
                facts(view.getProvenance()));
    }

    private static DomContent finding(FindingView finding) {
        DomContent evidence = facts(finding.getEvidence());
        return div(
                        h3(verdict(finding.getSeverity()), text(" " + shown(finding.getTitle()))),
                        p(shown(finding.getExplanation())),
                        finding.getEvidenceSummary() == null
                                ? evidence
                                : details(summary(finding.getEvidenceSummary()), evidence))
                .withClasses("finding", finding.getSeverity().toLowerCase(Locale.ROOT));
    }

    private static DomContent gates(VerificationView view) {
        return lines(
                columns("Gate", "#Value", "Limits", "Outcome"),
                view.getGates().stream()
                        .map(gate -> tr(
                                td(
                                        text(gate.getName() + " "),
                                        span(gate.getMeaning()).withClass(NOTE)),
                                cell(NUMBER, gate.getValue()),
                                cell("", gate.getLimits()),
                                td(verdict(gate.getOutcome())))));
    }

    private static DomContent baseline(VerificationView view) {
        return each(
                h3("Against the baseline " + view.getBaseline()),
                p(shown(view.getBaselineSummary())),
                lines(
                        columns("", "#This one", "#Baseline", "#Difference"),
                        view.getSideBySide().stream()
                                .map(line -> tr(
                                        rowHead(line.getName()),
                                        cell(NUMBER + " " + PATH, line.getOurs()),
                                        cell(NUMBER + " " + PATH, line.getTheirs()),
                                        cell(NUMBER, line.getDifference())))));
    }

    private static DomContent facts(List<Fact> facts) {
        return iff(
                !facts.isEmpty(),
                table(tbody(each(
                                facts,
                                fact -> tr(
                                        rowHead(fact.getName()),
                                        cell(PATH, fact.getValue()),
                                        cell(NOTE, fact.getNote())))))
                        .withClass("facts"));
    }

    private static TableTag lines(DomContent columns, Stream<TrTag> lines) {
        return table(columns, tbody(lines.toArray(DomContent[]::new)));
    }

    /** The head of a table; the names of columns of numbers start with a number sign. */
    private static DomContent columns(String... names) {
        return thead(tr(each(List.of(names), name -> {
            boolean number = name.startsWith("#");
            return th(number ? name.substring(1) : name).attr("scope", "col").withCondClass(number, NUMBER);
        })));
    }

    private static DomContent rowHead(String name) {
        return th(shown(name)).attr("scope", "row");
    }

    private static TdTag cell(String styles, @Nullable String content) {
        return td(shown(content)).withCondClass(!styles.isEmpty(), styles);
    }

    private static DomContent verdict(String word) {
        return strong(word).withClasses("verdict", word.toLowerCase(Locale.ROOT));
    }

    private static String shown(@Nullable String content) {
        return content == null ? NumberFormats.NONE : content;
    }

    private static String styleSheet() throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
