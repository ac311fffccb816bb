package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import io.jenkins.plugins.lvm.verifier.service.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The step that checks a running service, in the sandbox, where the controller has Pipeline. */
@ExtendWith(LiveController.class)
class ServiceStepIT {
    private final ControllerProcess controller;
    private final AgentProcess agent;

    ServiceStepIT(ControllerProcess controller, AgentProcess agent) {
        assumeTrue(controller.host().isCurrent(), "this controller has no Pipeline");
        this.controller = controller;
        this.agent = agent;
    }

    @Test
    void aServiceThatComputesSomethingElseFailsTheBuildAndIsNamed() throws Exception {
        try (ServiceProcess service = ServiceProcess.start()) {
            controller.createPipeline(
                    "service",
                    """
                    node('AGENT') {
                      withEnv(['TOKEN=s3cr3t']) {
                        def r = verifyLvmService(checkpoint: 'CHECKPOINT', data: 'DATA', url: 'RIGHT', split: 'all',
                            headers: ['Authorization=env:TOKEN'], id: 'right')
                        echo "right: ${r.verdict}"
                      }
                      verifyLvmService(checkpoint: 'CHECKPOINT', data: 'DATA', url: 'WRONG', split: 'all', id: 'wrong')
                    }
                    """
                            .replace("AGENT", agent.name())
                            .replace(
                                    "CHECKPOINT",
                                    ServiceProcess.fixtures().resolve("amn.pt").toString())
                            .replace(
                                    "DATA",
                                    ServiceProcess.fixtures().resolve("few.npz").toString())
                            .replace("RIGHT", service.url("right"))
                            .replace("WRONG", service.url("wrong")));
            Build build = controller.build("service");

            assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
            assertThat(build.console())
                    .contains("right: PASSED")
                    .contains("The service computes additive-memory")
                    .doesNotContain("s3cr3t");
            assertThat(service.stats()).contains("s3cr3t");
            assertThat(build.directory().resolve("lvm-verification/right.json")).exists();
            assertThat(build.directory().resolve("lvm-verification/wrong.json")).exists();
        }
    }
}
