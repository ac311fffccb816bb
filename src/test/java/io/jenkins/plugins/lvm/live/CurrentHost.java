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
}
