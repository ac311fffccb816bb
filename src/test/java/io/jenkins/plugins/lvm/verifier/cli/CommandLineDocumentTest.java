package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** The document of the command line is what {@code --help} prints; run with {@code -Ddocs.update=true} to write it anew. */
class CommandLineDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/command-line.md");

    @Test
    void saysWhatHelpSays() throws IOException {
        final StringBuilder document = new StringBuilder(
                """
                # The command line

                What `bin/lvm-verify COMMAND --help` prints. Options of `verify` that say how to verify are options of `watch` and `bisect`, too.
                """);
        LvmVerify.commandLine().getSubcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
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

    @Test
    void everySettingIsAnOptionOfTheCommandsThatHaveIt() {
        for (Use use : List.of(Use.VERIFY, Use.WATCH, Use.ALIGN)) {
            var options = LvmVerify.commandLine()
                    .getSubcommands()
                    .get(use.name().toLowerCase(Locale.ROOT))
                    .getCommandSpec()
                    .optionsMap();
            for (Setting<?> setting : Settings.of(use)) {
                assertThat(options.keySet()).as("%s of %s", setting, use).containsAll(setting.options());
            }
        }
    }
}
