package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the tests of the deploy gate are made of: builds that train, verify, ask the gate, and deploy. */
abstract class DeployGateBuilds {
    static final Path HEALTHY = LiveFiles.example("gru_healthy.pt");

    final ControllerProcess controller;
    final AgentProcess agent;

    DeployGateBuilds(ControllerProcess controller, AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    Build build(String job, Object... steps) throws Exception {
        StringBuilder builders = new StringBuilder();
        for (Object step : steps) {
            builders.append(step);
        }
        controller.createFreestyleJob(job, agent, builders.toString());
        return controller.build(job);
    }

    static String train() {
        return StepXml.shell("cp '" + HEALTHY + "' best_model.pt");
    }

    static StepXml verify() {
        return StepXml.verify("best_model.pt")
                .with("id", "best")
                .with("model", "best")
                .with("attest", "best_model.attestation.json");
    }

    static StepXml gate() {
        return StepXml.of("io.jenkins.plugins.lvm.step.LvmDeployGateBuilder").with("checkpoint", "best_model.pt");
    }

    static String deploy() {
        return StepXml.shell("echo it is deployed now");
    }

    void requireNothingOf(Path secret, Build build) throws Exception {
        String key = Files.readString(secret).lines().skip(1).findFirst().orElseThrow();
        assertThat(key).hasSizeGreaterThan(40);
        assertThat(build.console()).doesNotContain(key);
        for (Path folder : new Path[] {build.directory(), agent.root()}) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().matches(".*\\.(jar|pt|so[.\\d]*)"))
                        .toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(key);
                }
            }
        }
    }
}
