package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.view.PresentableReport;
import io.jenkins.plugins.lvm.verifier.view.VerificationText;
import java.io.PrintWriter;

/** Prints a report for people: each checkpoint with its numbers and gates, then one table. */
final class ConsoleReport {
    private final PrintWriter out;
    private final boolean tableOnly;

    private final Colours colours;

    ConsoleReport(PrintWriter out, boolean tableOnly) {
        this(out, tableOnly, Colours.NONE);
    }

    ConsoleReport(PrintWriter out, boolean tableOnly, Colours colours) {
        this.out = out;
        this.tableOnly = tableOnly;
        this.colours = colours;
    }

    void print(VerificationReport found) {
        VerificationReport report = PresentableReport.of(found);
        if (!tableOnly) {
            report.verifications().forEach(this::details);
        }
        ConsoleTable.print(report, out, colours);
        for (Problem problem : report.errors()) {
            out.println("Error: " + problem.located());
        }
    }

    private void details(Verification v) {
        VerificationText text = new VerificationText(v);
        out.println();
        out.println(v.checkpoint().path());
        text.lines().forEach(out::println);
        out.println(VerificationText.line("verdict", colours.verdict(text.verdict())));
    }
}
