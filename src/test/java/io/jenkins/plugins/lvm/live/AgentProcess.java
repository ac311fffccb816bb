package io.jenkins.plugins.lvm.live;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An agent in a process of its own, started by the controller as it would be on another machine. */
final class AgentProcess {
    private static final String CACHE = "caches/lvm-verify";

    private final ControllerProcess controller;
    private final String name;
    private final Path root;

    private AgentProcess(final ControllerProcess controller, final String name) {
        this.controller = controller;
        this.name = name;
        this.root = controller.home().resolveSibling(controller.home().getFileName() + "-" + name);
    }

    /** Adds an agent with a fresh root folder, and waits until it is online. */
    static AgentProcess start(final ControllerProcess controller, final String name, final int executors)
            throws IOException, InterruptedException {
        return connected(new AgentProcess(controller, name), null, executors);
    }

    /** Adds one that has the verifier already, as far as this agent has it: how it gets there is {@link StagingIT}'s. */
    AgentProcess startLike(String other, int executors) throws IOException, InterruptedException {
        return connected(new AgentProcess(controller, other), this, executors);
    }

    private static AgentProcess connected(AgentProcess agent, AgentProcess like, int executors)
            throws IOException, InterruptedException {
        ControllerProcess controller = agent.controller;
        LiveFiles.delete(agent.root);
        Files.createDirectories(agent.root);
        if (like != null) {
            LiveFiles.link(like.root.resolve(CACHE), agent.root.resolve(CACHE));
        }
        try (InputStream in =
                controller.url(controller.host().agentJar()).toURL().openStream()) {
            Files.copy(in, agent.jar());
        }
        final List<String> command =
                LiveFiles.list(LiveFiles.java(), "-Xmx256m", "-jar", agent.jar().toString());
        command.addAll(2, controller.host().agentOptions());
        controller.host().connect(controller, agent.name, agent.root, executors, command);
        controller.hasAgent(agent);
        agent.awaitOnline();
        return agent;
    }

    private Path jar() {
        return root.resolve("agent.jar");
    }

    /** Says whether a process does anything; one that has ended and waits for its parent to notice does not. */
    static boolean isRunning(final long pid) throws IOException {
        final Path state = Path.of("/proc", String.valueOf(pid), "stat");
        try {
            if (Files.exists(state)) {
                return !Files.readString(state).matches("(?s).*\\) Z .*");
            }
        } catch (final NoSuchFileException e) {
            return false;
        }
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Waits until a process has noted its number. */
    static long started(final Path pidFile) throws IOException, InterruptedException {
        final Instant limit = Instant.now().plus(Duration.ofMinutes(2));
        while (!Files.exists(pidFile) || Files.size(pidFile) == 0) {
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("Nothing was started that notes its number in " + pidFile);
            }
            Thread.sleep(200);
        }
        return Long.parseLong(Files.readString(pidFile).strip());
    }

    /** Kills the agent as a crash of its machine would, but for what it had started. */
    void kill() throws InterruptedException {
        final List<ProcessHandle> processes = processes();
        if (processes.isEmpty()) {
            throw new IllegalStateException("There is no process of agent " + name);
        }
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    /** Takes the agent off its controller, and its files off the disk: the verifier alone has more than a gigabyte there. */
    void retire() throws IOException, InterruptedException {
        controller.script(
                """
                def host = hudson.model.Hudson.instance
                host.removeNode(host.getNode('%s'))
                """
                        .formatted(name));
        for (final ProcessHandle process : processes()) {
            ControllerProcess.killAll(process);
            process.onExit().join();
        }
        LiveFiles.delete(root);
    }

    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(jar().toString()))
                        .isPresent())
                .toList();
    }

    String name() {
        return name;
    }

    /** The agent's root folder. */
    Path root() {
        return root;
    }

    /**
     * Makes a Java for the step's {@code javaHome} that does something else when it is asked to run the verifier.
     *
     * @param script what it does instead, with the real executable in {@code $java} and its arguments in {@code $@}
     */
    Path javaHome(final String folder, final String script) throws IOException {
        final Path home = root.resolve(folder);
        final Path executable = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(
                executable,
                """
                #!/bin/sh
                java='%s'
                case " $* " in *' agent '*) ;; *) exec "$java" "$@" ;; esac
                %s
                """
                        .formatted(LiveFiles.java(), script.indent(0)));
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    /** Waits until the controller sees the agent, such as after a restart. */
    void awaitOnline() throws IOException, InterruptedException {
        final Instant limit = Instant.now().plus(Duration.ofMinutes(3));
        while (controller.json("computer/" + name + "/").get("offline").getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("Agent " + name + " does not come online:\n"
                        + controller
                                .get("computer/" + name + "/logText/progressiveText?start=0")
                                .body());
            }
            Thread.sleep(300);
        }
    }
}
