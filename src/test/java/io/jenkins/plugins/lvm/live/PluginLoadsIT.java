package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The built plugin on a real controller with a real agent. */
@ExtendWith(LiveController.class)
class PluginLoadsIT {

    @Test
    void pluginIsActive(final ControllerProcess controller) throws Exception {
        final String active = controller.script(
                "print hudson.model.Hudson.instance.pluginManager.getPlugin('lvm-checkpoint-verifier').isActive()");
        assertThat(active).isEqualTo("true");
    }

    @Test
    void freestyleJobBuildsOnTheAgent(final ControllerProcess controller, final AgentProcess agent) throws Exception {
        controller.createFreestyleJob(
                "on-the-agent", agent, "<hudson.tasks.Shell><command>pwd</command></hudson.tasks.Shell>");

        final Build build = controller.build("on-the-agent");

        assertThat(build.result()).isEqualTo("SUCCESS");
        assertThat(build.console()).contains(agent.root() + "/workspace/on-the-agent");
    }
}
