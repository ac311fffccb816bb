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

    private static final String DECORATOR =
            """
            class ContainedLauncher extends hudson.Launcher {
              hudson.Launcher outside
              String container
              ContainedLauncher(hudson.Launcher outside, String container) {
                super(outside)
                this.outside = outside
                this.container = container
              }
              hudson.Proc launch(hudson.Launcher.ProcStarter starter) {
                def command = hudson.Launcher.ProcStarter.getMethod('cmds', new Class[0]).invoke(starter, new Object[0])
                starter.cmds([container] + command)
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
                return node.nodeName == '%s' ? new ContainedLauncher(launcher, '%s') : launcher
              }
            }
            hudson.model.Hudson.instance.getExtensionList(hudson.LauncherDecorator).add(new Container())
            """;

    private final ControllerProcess controller;

    ContainerIT(final ControllerProcess controller) {
        this.controller = controller;
    }

    /** An agent whose builds' processes are started by a script. */
    private AgentProcess contained(final String name, final String script) throws Exception {
        final AgentProcess agent = AgentProcess.start(controller, name, 1);
        final Path container = agent.root().resolve("container");
        Files.writeString(
                container, "#!/bin/sh\n" + script.replace("ROOT", agent.root().toString()));
        Files.setPosixFilePermissions(container, PosixFilePermissions.fromString("rwxr-xr-x"));
        controller.script(DECORATOR.formatted(name, container));
        return agent;
    }

    @Test
    void verifierGoesBesideTheWorkspaceOnce() throws Exception {
        final AgentProcess agent = contained(
                "contained",
                "exec " + String.join(" ", unshare())
                        + " sh -c 'mount -t tmpfs tmpfs \"$0\" && HOME=/nowhere && export HOME && exec \"$@\" <&-'"
                        + " 'ROOT/caches' \"$@\"\n");
        final Path cache = Files.createDirectories(agent.root().resolve("caches"));
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

    @Test
    void muslIsOneSentence() throws Exception {
        final AgentProcess agent = contained(
                "alpine", "case \"$1\" in ldd) echo 'musl libc (x86_64)'; exit 1 ;; *) exec \"$@\" ;; esac\n");
        controller.createFreestyleJob(
                "alpine",
                agent,
                StepXml.verify(LiveFiles.example("gru_healthy.pt")).toString());

        final Build build = controller.build("alpine");

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("The build runs where musl is the C library (as in Alpine)")
                .doesNotContain("\tat ");
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
