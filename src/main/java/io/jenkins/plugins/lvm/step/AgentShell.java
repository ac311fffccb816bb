package io.jenkins.plugins.lvm.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Runs small commands where the build's processes run: on the agent, or in the container that a launcher puts them into. What is
 * asked this way is true for the verifier too.
 */
final class AgentShell {
    private static final int OUTPUT_WAIT_MILLIS = 2000;
    /** Exit codes from here on say that a command could not be run, or was killed. */
    private static final int COMMAND_NOT_RUN = 126;

    private final Launcher launcher;
    private final FilePath directory;
    private final EnvVars environment;

    AgentShell(final Launcher launcher, final FilePath directory, final EnvVars environment) {
        this.launcher = launcher;
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Runs a command and returns what it prints.
     *
     * @param expected what its output holds if it works; this is waited for a moment, since output can trail a process's end
     * @return the output, empty if the command cannot be started
     */
    String output(final Pattern expected, final String... command) throws InterruptedException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            final int exitCode = launcher.launch()
                    .cmds(command)
                    .envs(environment)
                    .pwd(directory)
                    .stdout(output)
                    .join();
            for (int waited = 0; exitCode < COMMAND_NOT_RUN && waited < OUTPUT_WAIT_MILLIS; waited += 50) {
                if (expected.matcher(output.toString(StandardCharsets.UTF_8)).find()) {
                    break;
                }
                Thread.sleep(50);
            }
            return output.toString(StandardCharsets.UTF_8);
        } catch (final IOException e) {
            return "";
        }
    }
}
