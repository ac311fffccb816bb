package io.jenkins.plugins.lvm.verifier.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a report goes, for commands that verify nothing themselves and so have none of the settings. */
final class ReportFiles {
    @Option(names = "--report", paramLabel = "FILE.json", description = "Write the report here.")
    private @Nullable Path report;

    @Option(names = "--html", paramLabel = "FILE.html", description = "Write the report here as one page to read.")
    private @Nullable Path html;

    @Option(names = "--junit", paramLabel = "FILE.xml", description = "Write the gates here as JUnit XML.")
    private @Nullable Path junit;

    /** With these files among the outputs. */
    Outputs addTo(Outputs outputs) {
        return outputs.add("--report", report).add("--html", html).add("--junit", junit);
    }
}
