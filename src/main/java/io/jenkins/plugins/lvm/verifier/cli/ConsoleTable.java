package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.view.MetricWords;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table at the end: a line for each checkpoint. */
final class ConsoleTable {
    private ConsoleTable() {}

    /** Prints it, unless there is nothing in it. */
    static void print(VerificationReport report, PrintWriter out, Colours colours) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"model", "claim", "actual", "gap", "verdict"});
        for (Verification v : report.verifications()) {
            rows.add(new String[] {
                v.checkpoint().path(),
                v.claim() == null
                        ? "none"
                        : MetricWords.figure(MetricWords.of(v), v.claim().value()),
                MetricWords.figure(MetricWords.of(v), v.value()),
                v.gap() == null ? "-" : difference(v),
                NumberFormats.name(v.verdict()) + ofMetric(MetricWords.of(v))
            });
        }
        for (Problem problem : report.errors()) {
            if (problem.checkpoint() != null) {
                rows.add(new String[] {problem.checkpoint(), "-", "-", "-", "ERROR"});
            }
        }
        if (rows.size() == 1) {
            return;
        }
        CommonFolder.leaveOut(rows);
        int width = rows.stream().mapToInt(row -> row[0].length()).max().getAsInt();
        out.println();
        for (String[] row : rows) {
            row[row.length - 1] = colours.verdict(row[row.length - 1]);
            out.printf("%-" + width + "s  %8s  %8s  %8s  %s%n", (Object[]) row);
        }
    }

    private static String difference(Verification v) {
        double gap = Objects.requireNonNull(v.gap(), "Only of a claim that was judged.");
        return v.measured() == null ? NumberFormats.signed(gap) : MetricWords.difference(MetricWords.of(v), gap);
    }

    /** Behind the verdict of a claim that is not of the cosine. */
    private static String ofMetric(@Nullable Metric metric) {
        return metric == null ? "" : "  (" + metric.words() + ")";
    }
}
