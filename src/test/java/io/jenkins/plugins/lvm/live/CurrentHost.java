package io.jenkins.plugins.lvm.live;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Jenkins war with a folder of plugins, as users run it. */
final class CurrentHost implements Host {
    private final Path war;
    private final Path plugins;

    CurrentHost(final Path war, final Path plugins) {
        this.war = war;
        this.plugins = plugins;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void prepare(final Path home) throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(plugins, "*.{hpi,jpi}")) {
            for (final Path archive : archives) {
                final String name = archive.getFileName().toString();
                Files.copy(archive, home.resolve("plugins").resolve(name.replaceFirst("\\.hpi$", ".jpi")));
            }
        }
    }

    @Override
    public List<String> command(final int port) {
        return List.of(
                LiveFiles.java(),
                "-Xmx1g",
                "-Djava.awt.headless=true",
                "-Djenkins.install.runSetupWizard=false",
                "-Dhudson.model.UpdateCenter.never=true",
                "-Dhudson.model.DownloadService.never=true",
                "-Dhudson.model.UsageStatistics.disabled=true",
                "-Dhudson.DNSMultiCast.disabled=true",
                "-jar",
                war.toString(),
                "--httpListenAddress=127.0.0.1",
                "--httpPort=" + port);
    }

    @Override
    public String agentJar() {
        return "jnlpJars/agent.jar";
    }

    @Override
    public List<String> agentOptions() {
        return List.of();
    }

    /** It connects itself, as on a machine of its own, and does so again when the controller was away. */
    @Override
    public void connect(
            final ControllerProcess controller,
            final String name,
            final Path root,
            final int executors,
            final List<String> command)
            throws IOException, InterruptedException {
        final String secret = controller.script(
                """
                import hudson.model.*
                import hudson.slaves.*
                def launcher = new JNLPLauncher()
                launcher.webSocket = true
                def agent = new DumbSlave('%1$s', '%2$s', launcher)
                agent.numExecutors = %3$d
                agent.labelString = '%1$s'
                jenkins.model.Jenkins.get().addNode(agent)
                println agent.computer.jnlpMac
                """
                        .formatted(name, root, executors));
        command.addAll(List.of(
                "-url",
                controller.url("").toString(),
                "-name",
                name,
                "-secret",
                secret,
                "-webSocket",
                "-workDir",
                root.toString()));
        controller.own(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("agent.log").toFile())
                .start());
    }
}
