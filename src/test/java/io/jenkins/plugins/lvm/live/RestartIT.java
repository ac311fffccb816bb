package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left of a verification when the controller has been started anew. */
@ExtendWith(LiveController.class)
class RestartIT {

    @Test
    void resultSurvivesARestart(final ControllerProcess controller, final AgentProcess agent) throws Exception {
        controller.createFreestyleJob(
                "kept",
                agent,
                StepXml.verify(LiveFiles.example("gru_healthy.pt"))
                        .with("id", "gru")
                        .toString());
        final Build build = controller.build("kept");
        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        final String before = verification(controller);
        assertThat(before).matches("gru PASSED 0\\.55\\d+ 0\\.55\\d+ 219 1");

        controller.restart();
        agent.awaitOnline();

        assertThat(verification(controller)).isEqualTo(before);
    }

    /** Reads the stored result through the plugin's own classes. */
    private static String verification(final ControllerProcess controller) throws Exception {
        return controller.script(
                """
                def hudson = hudson.model.Hudson.instance
                def type = hudson.pluginManager.uberClassLoader.loadClass('io.jenkins.plugins.lvm.report.LvmVerificationAction')
                def action = hudson.getItem('kept').getBuildByNumber(1).getAction(type)
                def found = action.verifications[0]
                def report = action.store().load(found.id)
                println([found.id, found.verdict, found.claim, found.actual, found.validationRows,
                    report.verifications().size()].join(' '))
                """);
    }
}
