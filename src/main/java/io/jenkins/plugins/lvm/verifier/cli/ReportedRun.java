package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.dataset.RowCache;
import io.jenkins.plugins.lvm.verifier.view.JUnitXml;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A verification with its report on the console and in the files that were asked for.
 *
 * @param quiet whether only the closing table is printed
 * @param debug whether stack traces are printed
 * @param notes what is to be said of each checkpoint besides
 */
record ReportedRun(Outputs outputs, boolean quiet, boolean debug, List<Finding> notes) {

    /**
     * Verifies, prints and writes.
     *
     * @param cache of rows
     */
    VerificationReport of(VerificationRequest request, @Nullable RowCache cache) throws IOException {
        return of(request, cache, null);
    }

    /**
     * Verifies, prints and writes.
     *
     * @param cache of rows
     * @param rowDigests as by {@link Verifier#verify(io.jenkins.plugins.lvm.verifier.contract.Progress, Consumer)}
     */
    VerificationReport of(VerificationRequest request, @Nullable RowCache cache, @Nullable Consumer<byte[]> rowDigests)
            throws IOException {
        PrintWriter out = outputs.console();
        VerificationResult result;
        try (ConsoleProgress progress = ConsoleProgress.forTerminal(out, quiet, debug)) {
            result = new Verifier(request, cache).verify(progress, rowDigests);
        }
        return write(noted(result, notes), outputs, quiet);
    }

    /** The same with what is to be said of each checkpoint besides. */
    static VerificationResult noted(VerificationResult result, List<Finding> notes) {
        VerificationReport report = result.report();
        List<Verification> verifications = report.verifications().stream()
                .map(found -> found.toBuilder()
                        .findings(Stream.concat(found.findings().stream(), notes.stream())
                                .toList())
                        .build())
                .toList();
        return new VerificationResult(
                new VerificationReport(report.schemaVersion(), report.verdict(), verifications, report.errors()),
                result.cosines(),
                result.metrics());
    }

    /**
     * Prints a result and writes it to wherever it is asked for.
     *
     * @param quiet whether only the closing table is printed
     * @return the report
     */
    static VerificationReport write(VerificationResult result, Outputs outputs, boolean quiet) throws IOException {
        VerificationReport found = result.report();
        new ConsoleReport(outputs.console(), quiet, Colours.here()).print(found);
        outputs.write("--json", () -> ContractJson.render(found));
        outputs.write("--report", () -> ContractJson.render(found), result::write);
        outputs.write("--html", () -> HtmlReport.render(found));
        outputs.write("--junit", () -> JUnitXml.render(found, UnaryOperator.identity()));
        return found;
    }
}
