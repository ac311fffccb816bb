package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import io.jenkins.plugins.lvm.verifier.service.ServiceProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The step that checks a running service: in a freestyle job, and in the sandbox where the controller has Pipeline. */
@ExtendWith(LiveController.class)
class ServiceStepIT {
    private final ControllerProcess controller;
    private final AgentProcess agent;

    ServiceStepIT(ControllerProcess controller, AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    private StepXml step(String url) {
        return StepXml.of("io.jenkins.plugins.lvm.step.VerifyLvmServiceBuilder")
                .with("checkpoint", ServiceProcess.fixtures().resolve("amn.pt"))
                .with("data", ServiceProcess.fixtures().resolve("few.npz"))
                .with("split", "all")
                .with("url", url);
    }

    private Build build(String job, StepXml step) throws Exception {
        controller.createFreestyleJob(job, agent, step.toString());
        return controller.build(job);
    }

    /** Keeps secrets as the plugin Credentials does, which the old host cannot have. */
    private void keepSecrets() throws Exception {
        controller.script(
                """
                class Keeper extends io.jenkins.plugins.lvm.step.SecretSource {
                  io.jenkins.plugins.lvm.step.KeptSecret find(String id, hudson.model.Run run) {
                    if (id == 'token') { return new io.jenkins.plugins.lvm.step.KeptSecret(null, 't0k3n-of-credentials') }
                    if (id == 'login') { return new io.jenkins.plugins.lvm.step.KeptSecret('ann', 'p4ssw0rd') }
                    return null
                  }
                }
                hudson.model.Hudson.instance.getExtensionList(io.jenkins.plugins.lvm.step.SecretSource).add(new Keeper())
                """);
    }

    @Test
    void aCredentialReachesTheServiceAndNothingElse() throws Exception {
        keepSecrets();
        try (ServiceProcess service = ServiceProcess.start()) {
            Build build = build("service-token", step(service.url("right")).with("credentialsId", "token"));
            assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
            assertThat(service.stats()).contains("Bearer t0k3n-of-credentials");

            Build wrong = build(
                    "service-login",
                    step(service.url("wrong"))
                            .with("credentialsId", "login")
                            .withAll("headers", "X-Key=credentials:token"));
            assertThat(wrong.result()).isEqualTo("FAILURE");
            assertThat(wrong.console()).contains("The service computes additive-memory");
            String basic = Base64.getEncoder().encodeToString("ann:p4ssw0rd".getBytes(StandardCharsets.UTF_8));
            assertThat(service.stats()).contains("Basic " + basic);
            for (Build one : List.of(build, wrong)) {
                assertThat(one.console()).doesNotContain("t0k3n-of", "p4ssw0rd", basic);
                requireNowhere(one.directory(), "t0k3n-of", "p4ssw0rd", basic);
            }
            requireNowhere(agent.root().resolve("workspace"), "t0k3n-of", "p4ssw0rd", basic);
        }
    }

    @Test
    void theStateDictThatTheServiceLoadsIsHeldAgainstIt() throws Exception {
        try (ServiceProcess service = ServiceProcess.start()) {
            StepXml step = step(service.url("right"))
                    .with("checkpoint", ServiceProcess.fixtures().resolve("averaged.pt"));
            assertThat(build("service-raw", step).result()).isEqualTo("FAILURE");
            Build averaged = build("service-averaged", step.with("weights", "ema_state_dict"));
            assertThat(averaged.result()).as(averaged.console()).isEqualTo("SUCCESS");
        }
    }

    private static void requireNowhere(Path folder, String... secrets) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secrets);
            }
        }
    }

    /** While the verifier starts, the file is its user's alone; nothing of it is in an argument or in the environment. */
    @Test
    void theVerifierIsHandedAFileOfItsUserAlone() throws Exception {
        keepSecrets();
        Path seen = agent.root().resolve("seen.txt");
        Path java = agent.javaHome(
                "looks",
                """
                for argument; do
                  if [ "$previous" = --control ]; then control=$argument; fi
                  previous=$argument
                done
                { stat -c '%%a %%n' "$control/headers.json" "$control"; env; echo "$@"; } > '%s'
                exec "$java" "$@"
                """
                        .formatted(seen));
        try (ServiceProcess service = ServiceProcess.start()) {
            Build build = build(
                    "service-file",
                    step(service.url("right")).with("credentialsId", "token").with("javaHome", java));
            assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        }
        assertThat(Files.readString(seen))
                .containsPattern("600 \\S+/headers.json\n")
                .containsPattern("\n700 ")
                .doesNotContain("t0k3n-of");
    }

    @Test
    void aCredentialThatIsNotThereIsOneSentence() throws Exception {
        Build build = build("service-none", step("http://127.0.0.1:9/").with("credentialsId", "nobody"));

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("There is no credential 'nobody' that this build may use.")
                .doesNotContain("\tat ");
    }

    /** Verified and attested in one job; in another one there are what was attested, the data, and no checkpoint. */
    @Test
    void aServiceIsHeldAgainstWhatWasAttested() throws Exception {
        controller.createFreestyleJob(
                "attests",
                agent,
                StepXml.of("io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder")
                        .with("checkpoint", ServiceProcess.fixtures().resolve("amn.pt"))
                        .with("data", ServiceProcess.fixtures().resolve("few.npz"))
                        .with("split", "all")
                        .with("id", "verified")
                        .with("failBuild", "false")
                        .with("attest", "amn.attestation.json")
                        .with("rowDigests", "digests/rows.sha256")
                        .toString());
        Build attested = controller.build("attests");
        Path workspace = agent.root().resolve("workspace/attests");
        assertThat(workspace.resolve("digests/rows.sha256"))
                .as(attested.console())
                .hasSize(12 * 32);
        try (ServiceProcess service = ServiceProcess.start()) {
            Build right = build("attested-right", attested(service.url("right"), attested, workspace));
            assertThat(right.result()).as(right.console()).isEqualTo("SUCCESS");
            assertThat(right.console()).contains("(attention-mixture, 12 rows").contains("passed SERVICE_GAP");
            assertThat(controller.text(right.path() + "lvm-verification/")).contains("amn.attestation.json");

            Build wrong = build("attested-stale", attested(service.url("stale"), attested, workspace));
            assertThat(wrong.result()).isEqualTo("FAILURE");
            assertThat(wrong.console()).contains("The service does not compute what was verified");
        }
    }

    private static StepXml attested(String url, Build verified, Path workspace) throws Exception {
        return StepXml.of("io.jenkins.plugins.lvm.step.VerifyLvmServiceBuilder")
                .with("data", ServiceProcess.fixtures().resolve("few.npz"))
                .with("url", url)
                .with("attestation", workspace.resolve("amn.attestation.json"))
                .with("cosines", verified.directory().resolve("lvm-verification/verified.cosines.f32"))
                .with("rowDigests", workspace.resolve("digests/rows.sha256"));
    }

    @Test
    void aServiceThatComputesSomethingElseFailsTheBuildAndIsNamed() throws Exception {
        assumeTrue(controller.host().isCurrent(), "this controller has no Pipeline");
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
                      verifyLvmService(checkpoint: 'CHECKPOINT', data: 'DATA', url: 'WRONG', split: 'all', id: 'wrong',
                        model: 'wrong')
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
