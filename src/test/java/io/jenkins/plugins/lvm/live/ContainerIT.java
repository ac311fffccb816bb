package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A launcher that puts a build's processes where a container would: standard input closed, the agent's cache out of sight, and
 * another home folder, which does not exist.
 */
@ExtendWith(LiveController.class)
class ContainerIT {

    @Test
    void verifierGoesBesideTheWorkspaceOnce(final ControllerProcess controller) throws Exception {
        final List<String> unshare = unshare();
        final AgentProcess agent = AgentProcess.start(controller, "contained", 1);
        final Path container = agent.root().resolve("container");
        final Path cache = Files.createDirectories(agent.root().resolve("caches"));
        Files.writeString(
                container,
                """
                #!/bin/sh
                exec %s sh -c 'mount -t tmpfs tmpfs "$0" && HOME=/nowhere && export HOME && exec "$@" <&-' '%s' "$@"
                """
                        .formatted(String.join(" ", unshare), cache));
        Files.setPosixFilePermissions(container, PosixFilePermissions.fromString("rwxr-xr-x"));
        controller.script(
                """
                class ContainedLauncher extends hudson.Launcher {
                  hudson.Launcher outside
                  ContainedLauncher(hudson.Launcher outside) {
                    super(outside)
                    this.outside = outside
                  }
                  hudson.Proc launch(hudson.Launcher.ProcStarter starter) {
                    def command = hudson.Launcher.ProcStarter.getMethod('cmds', new Class[0]).invoke(starter, new Object[0])
                    starter.cmds(['%s'] + command)
                    return outside.launch(starter)
                  }
                  hudson.remoting.Channel launchChannel(String[] command, OutputStream out, hudson.FilePath folder, Map variables) {
                    return outside.launchChannel(command, out, folder, variables)
                  }
                  void kill(Map variables) {
                    outside.kill(variables)
                  }
                }
                class Container extends hudson.LauncherDecorator {
                  hudson.Launcher decorate(hudson.Launcher launcher, hudson.model.Node node) {
                    return node.nodeName == 'contained' ? new ContainedLauncher(launcher) : launcher
                  }
                }
                hudson.model.Hudson.instance.getExtensionList(hudson.LauncherDecorator).add(new Container())
                """
                        .formatted(container));
        controller.createFreestyleJob(
                "contained",
                agent,
                StepXml.shell("echo home: $HOME\nls '" + cache + "'\nread line || echo no input") + "\n"
                        + StepXml.verify(LiveFiles.example("gru_healthy.pt")));

        final Build first = controller.build("contained");
        final Build second = controller.build("contained");

        assertThat(first.result()).as(first.console()).isEqualTo("SUCCESS");
        assertThat(first.console())
                .contains("home: /nowhere")
                .contains("no input")
                .contains("cannot use " + cache.resolve("lvm-verify") + "; the verifier goes beside the workspace.");
        assertThat(agent.root().resolve("workspace/contained@tmp/lvm-verify/verifier"))
                .isNotEmptyDirectory();
        assertThat(second.result()).as(second.console()).isEqualTo("SUCCESS");
        assertThat(second.console()).doesNotContain("Putting ");
    }

    /** The command that gives a process a view of its own of the file system. */
    private static List<String> unshare() throws Exception {
        for (final List<String> command : List.of(List.of("unshare", "-m"), List.of("unshare", "-rm"))) {
            final List<String> probe = new ArrayList<>(command);
            probe.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", "/mnt"));
            try {
                if (new ProcessBuilder(probe).start().waitFor() == 0) {
                    return command;
                }
            } catch (final IOException e) {
                break;
            }
        }
        assumeTrue(false, "processes cannot get a view of their own of the file system here");
        return List.of();
    }
}
