package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

    @Test
    void theFormShowsWhatIsInACheckpointOfTheLastBuild() throws Exception {
        train("inspected");

        assertThat(as("root", "inspected", "models/b*t.pt"))
                .startsWith("OK models/best.pt on agent<br>Forward definition that fits: gru")
                .containsPattern("<br>Claim: val_cosine 0\\.55\\d*<br>Epoch: \\d+<br>Parameters: [\\d,]+");
        assertThat(as("root", "inspected", "models/b*.pt")).startsWith("ERROR ").contains("models/bad.pt");
        assertThat(as("root", "inspected", "models/bad.pt")).contains("is not a checkpoint in a known format.");
        assertThat(as("root", "inspected", "<b>.pt"))
                .contains("Nothing matches &lt;b")
                .doesNotContain("<b>");
        assertThat(controller.text("job/inspected/configure")).contains("inspect");
    }

    @Test
    void itIsAskedByPostAlone() throws Exception {
        assumeTrue(controller.host().isCurrent(), "the ancestor's Stapler cannot read what checks the form's fields");
        train("posted");
        String path = "job/posted/descriptorByName/" + STEP + "/inspect";

        assertThat(controller.get(path + "?checkpoint=models/best.pt").statusCode())
                .isEqualTo(405);
        assertThat(controller
                        .post(path, "application/x-www-form-urlencoded", "checkpoint=models/best.pt")
                        .body())
                .contains("Forward definition that fits: gru");
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

        assertThat(as("rita", "guarded", "models/best.pt")).startsWith("AccessDeniedException");
        assertThat(as("carl", "guarded", "models/best.pt")).startsWith("OK models/best.pt on agent");
        assertThat(as("carl", "guarded", "models/elsewhere.pt"))
                .startsWith("ERROR ")
                .contains("leads out of");
        assertThat(as("carl", "guarded", LiveFiles.example("lstm_broken.pt").toString()))
                .startsWith("ERROR ")
                .contains("only administrators may look there");
        assertThat(as("root", "guarded", LiveFiles.example("lstm_broken.pt").toString()))
                .startsWith("OK ")
                .contains("lstm-baseline");
    }

    private String as(String user, String job, String checkpoint) throws Exception {
        return controller.script(Impersonation.of(
                user,
                """
                def known = hudson.model.Hudson.instance
                def answer = known.getDescriptor('%s').doInspect(known.getItem('%s'), '%s', null)
                print answer.kind.name() + ' ' + answer.message"""
                        .formatted(STEP, job, checkpoint)));
    }
}
