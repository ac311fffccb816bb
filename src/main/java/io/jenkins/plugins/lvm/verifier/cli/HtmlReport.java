package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.view.Fact;
import io.jenkins.plugins.lvm.verifier.view.FindingView;
import io.jenkins.plugins.lvm.verifier.view.GateLine;
import io.jenkins.plugins.lvm.verifier.view.HistogramBin;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import io.jenkins.plugins.lvm.verifier.view.PresentableReport;
import io.jenkins.plugins.lvm.verifier.view.SideBySide;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A report as one HTML file that needs nothing else: no script, no picture, no font. It follows the reader's light or dark theme. */
final class HtmlReport {
    private final StringBuilder html = new StringBuilder(16_384);

    private HtmlReport() {}

    /** Writes a report, and the folders that lead to it. */
    static void write(final VerificationReport report, final Path file) throws IOException {
        final Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Files.writeString(absolute, render(report));
    }

    /** The page. */
    static String render(final VerificationReport report) throws IOException {
        return new HtmlReport().page(PresentableReport.of(report));
    }

    private String page(final VerificationReport report) throws IOException {
        raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        // Even if a text got through unescaped, it could not run.
        raw(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        raw("<title>LVM verification</title>\n<style>\n").raw(style()).raw("</style>\n</head>\n<body>\n<main>\n");
        raw("<h1>LVM verification</h1>\n");
        summary(report);
        int number = 0;
        for (final Verification verification : report.verifications()) {
            verification(new VerificationView(verification), "v" + number++);
        }
        return raw("</main>\n</body>\n</html>\n").html.toString();
    }

    private void summary(final VerificationReport report) {
        head("Checkpoint", "Device", "#Claim", "#Actual", "#Gap", "Verdict");
        int number = 0;
        for (final Verification v : report.verifications()) {
            final VerificationView view = new VerificationView(v);
            raw("<tr><td class=\"path\"><a href=\"#v" + number++ + "\">")
                    .text(v.checkpoint().path())
                    .raw("</a></td>");
            cell("", v.device().used());
            cell("number", view.getClaim());
            cell("number", view.getActual());
            cell("number", view.getGap());
            raw("<td>").verdict(view.getVerdict()).raw("</td></tr>\n");
        }
        raw("</tbody></table>\n");
        for (final Problem problem : report.errors()) {
            raw("<p>").verdict("ERROR").raw(" ");
            if (problem.checkpoint() != null) {
                raw("<span class=\"path\">").text(problem.checkpoint()).raw("</span>: ");
            }
            text(problem.message() + (problem.hint() == null ? "" : " " + problem.hint()))
                    .raw("</p>\n");
        }
    }

    private void evidence(final FindingView finding) {
        final String summary = finding.getEvidenceSummary();
        if (summary != null) {
            raw("<details><summary>").text(summary).raw("</summary>\n");
        }
        facts(finding.getEvidence());
        if (summary != null) {
            raw("</details>\n");
        }
    }

    private void verification(final VerificationView view, final String anchor) {
        raw("<section id=\"" + anchor + "\">\n<h2 class=\"path\">")
                .text(view.getCheckpoint())
                .raw("</h2>\n<p>");
        verdict(view.getVerdict()).raw(" ").text(view.getHeadline()).raw("</p>\n");
        for (final FindingView finding : view.getFindings()) {
            raw("<div class=\"finding ")
                    .text(finding.getSeverity().toLowerCase(Locale.ROOT))
                    .raw("\"><h3>");
            verdict(finding.getSeverity()).raw(" ").text(finding.getTitle()).raw("</h3><p>");
            text(finding.getExplanation()).raw("</p>\n");
            evidence(finding);
            raw("</div>\n");
        }
        if (view.getDiagnosis() != null) {
            raw("<p class=\"note\">").text(view.getDiagnosis()).raw("</p>\n");
        }
        raw("<h3>Gates</h3>\n");
        head("Gate", "#Value", "#Threshold", "If missed", "Outcome");
        for (final GateLine gate : view.getGates()) {
            raw("<tr>");
            raw("<td>")
                    .text(gate.getMetric())
                    .raw(" <span class=\"note\">")
                    .text(gate.getMeaning())
                    .raw("</span></td>");
            cell("number", gate.getValue());
            cell("number", gate.getRelation() + " " + gate.getThreshold());
            cell("", gate.getCriticality());
            raw("<td>").verdict(gate.getOutcome()).raw("</td></tr>\n");
        }
        raw("</tbody></table>\n");
        baseline(view);
        raw("<h3>Cosine of each row</h3>\n<figure>").raw(view.getHistogramSvg());
        raw("</figure>\n<details><summary>The histogram as numbers</summary>\n");
        head("Cosine", "#Rows");
        for (final HistogramBin bin : view.getHistogram()) {
            raw("<tr>");
            cell("", bin.getRange());
            cell("number", bin.getCount());
            raw("</tr>\n");
        }
        raw("</tbody></table></details>\n<h3>Numbers</h3>\n");
        facts(view.getNumbers());
        if (!view.getProfile().isEmpty()) {
            raw("<h3>Vectors of the data</h3>\n");
            facts(view.getProfile());
        }
        if (view.getAlignment() != null) {
            raw("<h3>5-to-1 causal alignment</h3>\n<pre>")
                    .text(view.getAlignment())
                    .raw("</pre>\n");
        }
        raw("<h3>Provenance</h3>\n");
        facts(view.getProvenance());
        raw("</section>\n");
    }

    private void baseline(final VerificationView view) {
        if (view.getBaseline() == null) {
            return;
        }
        raw("<h3>Against the baseline ").text(view.getBaseline()).raw("</h3>\n<p>");
        text(view.getBaselineSummary()).raw("</p>\n");
        head("", "#This one", "#Baseline", "#Difference");
        for (final SideBySide line : view.getSideBySide()) {
            raw("<tr><th scope=\"row\">").text(line.getName()).raw("</th>");
            cell("number path", line.getOurs());
            cell("number path", line.getTheirs());
            cell("number", line.getDifference());
            raw("</tr>\n");
        }
        raw("</tbody></table>\n");
    }

    /** Opens a table; the names of columns of numbers start with a number sign. */
    private void head(final String... columns) {
        raw("<table><thead><tr>");
        for (final String column : columns) {
            final boolean number = column.startsWith("#");
            raw("<th scope=\"col\"" + (number ? " class=\"number\"" : "") + ">");
            text(number ? column.substring(1) : column).raw("</th>");
        }
        raw("</tr></thead><tbody>\n");
    }

    private void facts(final List<Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        raw("<table class=\"facts\"><tbody>\n");
        for (final Fact fact : facts) {
            raw("<tr><th scope=\"row\">").text(fact.getName()).raw("</th>");
            cell("path", fact.getValue());
            cell("note", fact.getNote());
            raw("</tr>\n");
        }
        raw("</tbody></table>\n");
    }

    private void cell(final String style, final String text) {
        raw(style.isEmpty() ? "<td>" : "<td class=\"" + style + "\">")
                .text(text)
                .raw("</td>");
    }

    private HtmlReport verdict(final String word) {
        return raw("<strong class=\"verdict ")
                .text(word.toLowerCase(Locale.ROOT))
                .raw("\">")
                .text(word)
                .raw("</strong>");
    }

    private HtmlReport text(final String text) {
        final String shown = text == null ? NumberFormats.NONE : text;
        for (int i = 0; i < shown.length(); i++) {
            final char c = shown.charAt(i);
            switch (c) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return this;
    }

    private HtmlReport raw(final String markup) {
        html.append(markup);
        return this;
    }

    private static String style() throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
