package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The form's button that inspects a checkpoint, on the agent where the job was built. */
@ExtendWith(LiveController.class)
class InspectIT {
    private static final String STEP = "io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder";

    private final ControllerProcess controller;
    private final AgentProcess agent;

    InspectIT(ControllerProcess controller, AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    @AfterEach
    void forget() throws Exception {
        controller.script(
                "hudson.model.Hudson.instance.with { authorizationStrategy = hudson.security.AuthorizationStrategy.UNSECURED;"
                        + " disableSecurity() }");
    }

    private void train(String job) throws Exception {
        controller.createFreestyleJob(
                job,
                agent,
                StepXml.shell(
                                "mkdir -p models && cp '%s' models/best.pt && echo damaged > models/bad.pt && ln -sf '%s' models/elsewhere.pt"
                                        .formatted(
                                                LiveFiles.example("gru_healthy.pt"),
                                                LiveFiles.example("lstm_broken.pt")))
                        + StepXml.verify("models/best.pt"));
        assertThat(controller.build(job).result()).isEqualTo("SUCCESS");
    }

    private String inspect(String job, String checkpoint) throws Exception {
        HttpResponse<String> answer = controller.post(
                "job/" + job + "/descriptorByName/" + STEP + "/inspect",
                "application/x-www-form-urlencoded",
                "checkpoint=" + URLEncoder.encode(checkpoint, StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void theFormShowsWhatIsInACheckpointOfTheLastBuild() throws Exception {
        train("inspected");

        assertThat(inspect("inspected", "models/b*t.pt"))
                .contains("models/best.pt on agent<br>Forward definition that fits: gru")
                .containsPattern("<br>Claim: val_cosine 0\\.55\\d*<br>Epoch: \\d+<br>Parameters: [\\d,]+");
        assertThat(inspect("inspected", "models/b*.pt")).contains("models/bad.pt");
        assertThat(inspect("inspected", "models/bad.pt"))
                .contains("class=error", "is not a checkpoint in a known format.");
        assertThat(inspect("inspected", "<b>.pt")).contains("Nothing matches &lt;b&gt;.pt on agent");
        assertThat(controller.text("job/inspected/configure")).contains("inspect");
    }

    @Test
    void itIsAskedByPostAlone() throws Exception {
        train("posted");

        assertThat(controller
                        .get("job/posted/descriptorByName/" + STEP + "/inspect?checkpoint=models/best.pt")
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void whoConfiguresTheJobSeesItsWorkspaceAndNobodyElseSeesAnything() throws Exception {
        train("guarded");
        controller.script(
                """
                import hudson.model.*
                import hudson.security.*
                class Configuring extends SidACL {
                  Boolean hasPermission(org.acegisecurity.acls.sid.Sid sid, Permission permission) {
                    def name = sid instanceof org.acegisecurity.acls.sid.PrincipalSid ? sid.principal : ''
                    name == 'carl' ? permission != Hudson.ADMINISTER : name == 'rita' ? permission == Item.READ : true
                  }
                }
                class Configured extends AuthorizationStrategy {
                  ACL getRootACL() { new Configuring() }
                  ACL getACL(Job job) { new Configuring() }
                  Collection<String> getGroups() { [] }
                }
                Hudson.instance.authorizationStrategy = new Configured()
                """);

        assertThat(as("rita", "models/best.pt")).startsWith("AccessDeniedException");
        assertThat(as("carl", "models/best.pt")).startsWith("OK models/best.pt on agent");
        assertThat(as("carl", "models/elsewhere.pt")).startsWith("ERROR ").contains("leads out of");
        assertThat(as("carl", LiveFiles.example("lstm_broken.pt").toString()))
                .startsWith("ERROR ")
                .contains("only administrators may look there");
        assertThat(as("root", LiveFiles.example("lstm_broken.pt").toString()))
                .startsWith("OK ")
                .contains("lstm-baseline");
    }

    private String as(String user, String checkpoint) throws Exception {
        return controller.script(Impersonation.of(
                user,
                """
                def known = hudson.model.Hudson.instance
                def answer = known.getDescriptor('%s').doInspect(known.getItem('guarded'), '%s', null)
                print answer.kind.name() + ' ' + answer.message"""
                        .formatted(STEP, checkpoint)));
    }
}
