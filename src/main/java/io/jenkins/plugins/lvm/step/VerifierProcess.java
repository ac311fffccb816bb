package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.TaskListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The verifier's one process, and waiting for it. While somebody waits, a file is touched every few seconds; when that stops,
 * because the controller or the connection is gone, the verifier ends by itself.
 */
final class VerifierProcess {
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** A verifier says every second that it is alive; this is patience for a machine under load. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final int POLL_MILLIS = 250;

    private final ControlFolder control;
    private final TaskListener listener;
    private final int timeoutMinutes;
    private final BooleanSupplier suspended;

    /**
     * The process of one control folder.
     *
     * @param timeoutMinutes how long it may take
     * @param suspended says whether the controller shuts down and will ask for the result when it is back
     */
    VerifierProcess(
            final ControlFolder control,
            final TaskListener listener,
            final int timeoutMinutes,
            final BooleanSupplier suspended) {
        this.control = control;
        this.listener = listener;
        this.timeoutMinutes = timeoutMinutes;
        this.suspended = suspended;
    }

    /**
     * How it ended.
     *
     * @param exitCode of the process
     * @param lastLine of what it printed; may be empty
     */
    record Ending(int exitCode, String lastLine) {}

    /** Something that runs on the agent. */
    private interface Running {
        boolean isAlive() throws IOException, InterruptedException;

        /** Null if nobody knows. */
        @Nullable
        Integer exitCode() throws IOException, InterruptedException;

        void kill() throws IOException, InterruptedException;
    }

    /**
     * Starts the verifier and waits until it ends.
     *
     * @throws AbortException if it cannot be started, or takes longer than it may
     */
    Ending run(
            final VerifierInstallation verifier,
            final Launcher launcher,
            final FilePath workspace,
            final EnvVars environment,
            final int threads)
            throws IOException, InterruptedException {
        ControlFolder.write(
                control.script(),
                VerifierScript.of(
                        verifier.java(),
                        verifier.classPath(),
                        verifier.unpacked().getRemote(),
                        verifier.rows().getRemote(),
                        control.folder().getRemote(),
                        control.log().getRemote(),
                        threads));
        control.heartbeat().touch(System.currentTimeMillis());
        final Proc process;
        try {
            process = AgentShell.quiet(launcher.launch())
                    .cmds("sh", control.script().getRemote())
                    .envs(environment)
                    .pwd(workspace)
                    .stdout(listener)
                    .start();
        } catch (final IOException e) {
            throw new AbortException("The verifier cannot be started: " + Sentences.of(e)
                    + ". See that commands run on the agent, with sh, in the folder of the build.");
        }
        Ending ending = await(new Running() {
            @Override
            public boolean isAlive() throws IOException, InterruptedException {
                return process.isAlive();
            }

            @Override
            public Integer exitCode() throws IOException, InterruptedException {
                return process.join();
            }

            @Override
            public void kill() throws IOException, InterruptedException {
                process.kill();
            }
        });
        return Objects.requireNonNull(ending, "a process that was waited for has an exit code");
    }

    /**
     * Waits until a verifier ends that was started before the controller was.
     *
     * @return null if it is gone without having come to its end
     * @throws AbortException if it takes longer than it may
     */
    @Nullable
    Ending await() throws IOException, InterruptedException {
        return await(new Running() {
            private @Nullable String life;
            private Instant lastSign = Instant.now();

            @Override
            public boolean isAlive() throws IOException, InterruptedException {
                if (exitCode() != null) {
                    return false;
                }
                final String now = ControlFolder.read(control.alive());
                if (now != null && !now.equals(life)) {
                    life = now;
                    lastSign = Instant.now();
                }
                return Instant.now().isBefore(lastSign.plus(SILENCE));
            }

            @Override
            public @Nullable Integer exitCode() throws IOException, InterruptedException {
                final String text = ControlFolder.read(control.exitCode());
                return text != null && text.matches("\\d{1,3}\n") ? Integer.valueOf(text.strip()) : null;
            }

            @Override
            public void kill() throws IOException, InterruptedException {
                // It ends when this is gone.
                control.heartbeat().delete();
            }
        });
    }

    private @Nullable Ending await(final Running running) throws IOException, InterruptedException {
        final Instant limit = Instant.now().plus(Duration.ofMinutes(timeoutMinutes));
        final LogTail tail = new LogTail(control.log(), control.shown(), listener.getLogger());
        boolean ended = false;
        try {
            Instant nextBeat = Instant.now();
            Instant nextLook = Instant.now();
            while (running.isAlive()) {
                final Instant now = Instant.now();
                if (now.isAfter(limit)) {
                    throw new AbortException("The verification took longer than " + timeoutMinutes
                            + " minutes and was ended. Raise 'timeoutMinutes' or lower 'maxSamples'.");
                }
                if (now.isAfter(nextBeat)) {
                    control.heartbeat().touch(System.currentTimeMillis());
                    nextBeat = now.plus(BEAT);
                }
                if (now.isAfter(nextLook)) {
                    tail.copy();
                    nextLook = now.plus(LOOK);
                }
                Thread.sleep(POLL_MILLIS);
            }
            final Integer exitCode = running.exitCode();
            ended = true;
            tail.copyRest();
            return exitCode == null ? null : new Ending(exitCode, tail.lastLine());
        } finally {
            if (!ended && !suspended.getAsBoolean()) {
                end(running);
            }
        }
    }

    private static void end(final Running running) throws InterruptedException {
        try {
            running.kill();
        } catch (final IOException | RuntimeException e) {
            // Out of reach; it ends by itself when nobody touches the heartbeat.
            return;
        }
    }
}
