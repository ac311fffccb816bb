package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The document of the command line is what {@code --help} prints; run with {@code -Ddocs.update=true} to write it anew. */
class CommandLineDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/command-line.md");

    @Test
    void saysWhatHelpSays() throws IOException {
        final StringBuilder document = new StringBuilder(
                """
                # The command line

                What `bin/lvm-verify COMMAND --help` prints. Options of `verify` that say how to verify are options of `watch`, too.
                """);
        new CommandLine(new LvmVerify())
                .getSubcommands().entrySet().stream()
                        .filter(command -> !command.getValue()
                                .getCommandSpec()
                                .usageMessage()
                                .hidden())
                        .forEach(command -> document.append("\n## ")
                                .append(command.getKey())
                                .append("\n\n```text\n")
                                .append(command.getValue().getUsageMessage(Ansi.OFF))
                                .append("```\n"));
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(DOCUMENT).hasContent(document.toString());
    }
}
