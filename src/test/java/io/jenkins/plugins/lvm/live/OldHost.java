package io.jenkins.plugins.lvm.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * The last ancestor of Jenkins in Maven Central, made to run on today's Java and to offer what the plugin takes from a current
 * core: the few newer types that it is linked to, with their wiring. Its Stapler knows no data-bound setters.
 */
final class OldHost implements Host {
    private static final String MAIN_JAR = "old-host-main.jar";

    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.reflect",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/java.text",
            "java.base/java.io",
            "java.base/java.net",
            "java.desktop/java.awt.font");

    /** Newer types that the plugin is linked to outside its optional classes. */
    private static final List<String> NEWER_TYPES =
            List.of("jenkins/model/RunAction2", "jenkins/model/TransientActionFactory", "org/jenkinsci/Symbol");

    private final Path war = LiveFiles.directory().resolve("old-host");

    @Override
    public boolean isCurrent() {
        return false;
    }

    @Override
    public void prepare(final Path home) throws IOException {
        if (!Files.isDirectory(war)) {
            final Path unfinished = LiveFiles.directory().resolve("old-host.unfinished");
            LiveFiles.delete(unfinished);
            explode(unfinished);
            Files.move(unfinished, war);
        }
        LiveFiles.jar(
                home.resolve("plugins/bridge.hpi"),
                bridgeManifest(),
                "WEB-INF/classes/",
                LiveFiles.testClasses(),
                path -> path.startsWith("io/jenkins/plugins/lvm/live/bridge/")
                        || path.startsWith("META-INF/annotations/"));
        Files.writeString(
                home.resolve("config.xml"),
                "<hudson><numExecutors>2</numExecutors><slaveAgentPort>-1</slaveAgentPort></hudson>");
    }

    private void explode(final Path target) throws IOException {
        LiveFiles.unzip(LiveFiles.resource("hudson-war.war"), target);
        LiveFiles.delete(target.resolve("WEB-INF/plugins"));
        final Path lib = target.resolve("WEB-INF/lib");
        LiveFiles.jar(
                lib.resolve("newer-types.jar"),
                new Manifest(),
                "",
                LiveFiles.jenkinsApiClasses(),
                path -> NEWER_TYPES.stream().anyMatch(type -> path.equals(type + ".class")));
        repairArrays(target.resolve("scripts/prototype.js"));
        final String main = OldHostMain.class.getName().replace('.', '/') + ".class";
        LiveFiles.jar(target.resolve(MAIN_JAR), new Manifest(), "", LiveFiles.testClasses(), main::equals);
    }

    /** Its Prototype library replaces methods of arrays by others of the same name, which no modern script survives. */
    private static void repairArrays(final Path script) throws IOException {
        Files.writeString(
                script,
                """
                var nativeArray = Object.getOwnPropertyDescriptors(Array.prototype);
                var nativeArrayFrom = Array.from;
                %s
                Object.defineProperties(Array.prototype, nativeArray);
                Array.from = nativeArrayFrom;
                """
                        .formatted(Files.readString(script)));
    }

    private static Manifest bridgeManifest() {
        final Manifest manifest = new Manifest();
        final Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Short-Name", "bridge");
        attributes.putValue("Long-Name", "What the old host lacks");
        attributes.putValue("Plugin-Version", "1");
        attributes.putValue("Hudson-Version", "1.395");
        return manifest;
    }

    @Override
    public List<String> command(final int port) {
        final List<String> command = LiveFiles.list(LiveFiles.java(), "-Xmx1g", "-Djava.awt.headless=true");
        OPENED.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        command.addAll(agentOptions());
        command.addAll(List.of(
                "-Dhudson.DNSMultiCast.disabled=true",
                "-Dhudson.model.UpdateCenter.never=true",
                "-Dhudson.model.DownloadService.never=true",
                "-Dhudson.model.UsageStatistics.disabled=true",
                "-cp",
                war.resolve(MAIN_JAR) + ":" + war.resolve("winstone.jar"),
                OldHostMain.class.getName(),
                "--webroot=" + war,
                "--httpListenAddress=127.0.0.1",
                "--ajp13Port=-1",
                "--httpPort=" + port));
        return command;
    }

    @Override
    public String agentJar() {
        return "jnlpJars/slave.jar";
    }

    @Override
    public List<String> agentOptions() {
        return List.of("-Dhudson.util.ProcessTree.disable=true");
    }

    /** The controller starts it, and it ends with the controller. */
    @Override
    public void connect(
            final ControllerProcess controller,
            final String name,
            final Path root,
            final int executors,
            final List<String> command)
            throws IOException, InterruptedException {
        controller.script(
                """
                import hudson.model.*
                import hudson.slaves.*
                Hudson.instance.addNode(new DumbSlave('%1$s', '', '%2$s', '%3$d', Node.Mode.NORMAL, '%1$s',
                    new CommandLauncher('%4$s'), new RetentionStrategy.Always(), []))
                """
                        .formatted(name, root, executors, String.join(" ", command)));
    }
}
