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
import java.util.ArrayList;
import java.util.List;

/**
 * The verifier's one process. While it runs, a file is touched every few seconds; when that stops, because the controller or the
 * connection is gone, the verifier ends by itself.
 */
final class VerifierProcess {
    private static final String MAIN = "io.jenkins.plugins.lvm.verifier.cli.LvmVerify";
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final int POLL_MILLIS = 250;

    private final Launcher launcher;
    private final FilePath workspace;
    private final EnvVars environment;
    private final TaskListener listener;

    VerifierProcess(
            final Launcher launcher, final FilePath workspace, final EnvVars environment, final TaskListener listener) {
        this.launcher = launcher;
        this.workspace = workspace;
        this.environment = environment;
        this.listener = listener;
    }

    /**
     * Runs the verifier on a request until it ends.
     *
     * @param control folder that holds {@code request.json} and gets {@code report.json}
     * @return its exit code
     * @throws AbortException if it takes longer than it may
     */
    int run(final VerifierInstallation verifier, final FilePath control, final VerificationSettings settings)
            throws IOException, InterruptedException {
        final FilePath heartbeat = control.child("heartbeat");
        heartbeat.touch(System.currentTimeMillis());
        final Instant limit = Instant.now().plus(Duration.ofMinutes(settings.timeoutMinutes()));
        final Proc process = launcher.launch()
                .cmds(command(verifier, control, heartbeat))
                .envs(environment(settings))
                .pwd(workspace)
                .stdout(listener)
                .start();
        boolean ended = false;
        try {
            Instant nextBeat = Instant.now().plus(BEAT);
            while (process.isAlive()) {
                final Instant now = Instant.now();
                if (now.isAfter(limit)) {
                    throw new AbortException("The verification took longer than " + settings.timeoutMinutes()
                            + " minutes and was ended. Raise 'timeoutMinutes' or lower 'maxSamples'.");
                }
                if (now.isAfter(nextBeat)) {
                    heartbeat.touch(System.currentTimeMillis());
                    nextBeat = now.plus(BEAT);
                }
                Thread.sleep(POLL_MILLIS);
            }
            ended = true;
            return process.join();
        } finally {
            if (!ended) {
                process.kill();
            }
        }
    }

    private static List<String> command(
            final VerifierInstallation verifier, final FilePath control, final FilePath heartbeat) {
        final List<String> command = new ArrayList<>();
        command.add(verifier.java().executable());
        // Weights and activations lie outside the heap; what is limited here is what could grow by mistake.
        command.addAll(List.of(
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=1g",
                "-Dorg.bytedeco.javacpp.maxbytes=4g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-DENGINE_CACHE_DIR=" + verifier.unpacked().getRemote(),
                "-Dorg.bytedeco.javacpp.cachedir="
                        + verifier.unpacked().child("javacpp").getRemote(),
                "-cp",
                verifier.classPath(),
                MAIN,
                "agent",
                "--request",
                control.child("request.json").getRemote(),
                "--report",
                control.child("report.json").getRemote(),
                "--heartbeat",
                heartbeat.getRemote()));
        return command;
    }

    /** OpenMP reads these when it is loaded: its idle threads must sleep, not spin. */
    private EnvVars environment(final VerificationSettings settings) {
        final EnvVars variables = new EnvVars(environment);
        variables.put("OMP_WAIT_POLICY", "passive");
        variables.put("GOMP_SPINCOUNT", "0");
        if (settings.threads() > 0) {
            variables.put("OMP_NUM_THREADS", String.valueOf(settings.threads()));
        }
        return variables;
    }
}
