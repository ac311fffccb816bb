package io.jenkins.plugins.lvm.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Launcher.ProcStarter;
import hudson.model.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs small commands where the build's processes run: on the agent, or in the container that a launcher puts them into. What is
 * asked this way is true for the verifier too.
 */
final class AgentShell {
    private static final int OUTPUT_WAIT_MILLIS = 2000;
    /** Exit codes from here on say that a command could not be run, or was killed. */
    private static final int COMMAND_NOT_RUN = 126;

    private static final @Nullable MethodHandle QUIET = quietly();

    private final Launcher launcher;
    private final FilePath directory;
    private final EnvVars environment;

    AgentShell(final Launcher launcher, final FilePath directory, final EnvVars environment) {
        this.launcher = launcher;
        this.directory = directory;
        this.environment = environment;
    }

    /** Has the command line stay out of the build's log, where the controller can do that. */
    static ProcStarter quiet(ProcStarter starter) {
        if (QUIET == null) {
            return starter;
        }
        try {
            return (ProcStarter) QUIET.invoke(starter, true);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code ProcStarter.quiet}, which is younger than the oldest controller that the plugin is tested on; null where it is not there. */
    private static @Nullable MethodHandle quietly() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(ProcStarter.class, "quiet", MethodType.methodType(ProcStarter.class, boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
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
            final int exitCode = quiet(launcher.launch())
                    .cmds(command)
                    .envs(environment)
                    .pwd(directory)
                    .stdout(output)
                    .join();
            return exitCode < COMMAND_NOT_RUN ? awaited(expected, output) : output.toString(StandardCharsets.UTF_8);
        } catch (final IOException e) {
            return "";
        }
    }

    /** What was printed, once it holds what is expected, or after a moment. */
    private static String awaited(Pattern expected, ByteArrayOutputStream output) throws InterruptedException {
        for (int waited = 0; waited < OUTPUT_WAIT_MILLIS; waited += 50) {
            if (expected.matcher(output.toString(StandardCharsets.UTF_8)).find()) {
                break;
            }
            Thread.sleep(50);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    /**
     * How a command ended.
     *
     * @param exitCode of the process
     * @param printed by it, on either stream
     */
    record Ending(int exitCode, String printed) {}

    /**
     * Runs a command that is ended after a while, and that may print so much.
     *
     * @param expected what its output holds if it has come to its end
     * @throws IOException if it cannot be started
     */
    Ending bounded(Pattern expected, int mostBytes, int mostSeconds, List<String> command)
            throws IOException, InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int exitCode = quiet(launcher.launch())
                .cmds(command)
                .envs(environment)
                .pwd(directory)
                .stdout(new BoundedOutputStream(output, mostBytes))
                .start()
                .joinWithTimeout(mostSeconds, TimeUnit.SECONDS, TaskListener.NULL);
        return new Ending(exitCode, awaited(expected, output));
    }

    /**
     * Runs a command that says itself what it does.
     *
     * @param log gets what it prints
     * @return whether it ended with 0
     */
    boolean succeeds(OutputStream log, List<String> command) throws InterruptedException {
        try {
            return quiet(launcher.launch())
                            .cmds(command)
                            .envs(environment)
                            .pwd(directory)
                            .stdout(log)
                            .join()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
