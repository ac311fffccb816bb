package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ann may sign, and let a refused file pass; everybody else may do anything else. */
@ExtendWith(LiveController.class)
class GatePermissionsIT {
    private static final String VERIFY =
            "verifyLvmCheckpoint checkpoint: 'best_model.pt', data: '%s', attest: 'best_model.attestation.json', signKey: 'controller'"
                    .formatted(LiveFiles.example("sequences.npz"));

    private final ControllerProcess controller;
    private final AgentProcess agent;

    GatePermissionsIT(ControllerProcess controller, AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    @BeforeEach
    void grant() throws Exception {
        controller.script(
                """
                import hudson.model.*
                import hudson.security.*
                class Granted extends SidACL {
                  Boolean hasPermission(org.acegisecurity.acls.sid.Sid sid, Permission permission) {
                    def reserved = permission.name in ['SignLvmAttestation', 'OverrideLvmDeployGate']
                    !reserved || sid instanceof org.acegisecurity.acls.sid.PrincipalSid && sid.principal in ['ann', 'SYSTEM']
                  }
                }
                class Granting extends AuthorizationStrategy {
                  ACL getRootACL() { new Granted() }
                  ACL getACL(Job job) { new Granted() }
                  Collection<String> getGroups() { [] }
                }
                Hudson.instance.authorizationStrategy = new Granting()
                """);
    }

    @AfterEach
    void forget() throws Exception {
        controller.script(
                "hudson.model.Hudson.instance.with { authorizationStrategy = hudson.security.AuthorizationStrategy.UNSECURED;"
                        + " disableSecurity() }");
    }

    private static String train() {
        return StepXml.shell("cp '" + LiveFiles.example("gru_healthy.pt") + "' best_model.pt");
    }

    private static StepXml verify() {
        return StepXml.verify("best_model.pt")
                .with("attest", "best_model.attestation.json")
                .with("signKey", "controller");
    }

    /** What comes of letting the file pass as somebody, without a request. */
    private String override(Build build, String user, String sha256) throws Exception {
        return as(
                user,
                build,
                "build.actions.find { it.class.simpleName == 'LvmDeployGateAction' }.doOverride('%s', 'Incident 7')"
                        .formatted(sha256));
    }

    /** What comes of asking for the controller's key in a build as somebody. */
    private String key(Build build, String user) throws Exception {
        return as(
                user,
                build,
                """
                def type = hudson.model.Hudson.instance.pluginManager.uberClassLoader
                    .loadClass('io.jenkins.plugins.lvm.step.AttestationFiles')
                def made = type.getDeclaredConstructor(hudson.model.Run, hudson.FilePath)
                made.accessible = true
                def asked = type.getDeclaredMethod('requireKey', String)
                asked.accessible = true
                try {
                  asked.invoke(made.newInstance(build, new hudson.FilePath(new File('any'))), 'controller')
                } catch (java.lang.reflect.InvocationTargetException e) {
                  throw e.cause
                }
                """);
    }

    private String as(String user, Build build, String action) throws Exception {
        return controller.script(Impersonation.of(
                user,
                "def build = hudson.model.Hudson.instance.getItem('%s').getBuildByNumber(%d)\n%s\nprint 'allowed'"
                        .formatted(build.job(), build.number(), action)));
    }

    @Test
    void theKeyIsForWhoMaySign() throws Exception {
        controller.createFreestyleJob("any", agent, train());
        Build build = controller.build("any");

        assertThat(key(build, "bob"))
                .isEqualTo(
                        "AbortException: This build runs as somebody who may not sign: it needs the permission Job/SignLvmAttestation."
                                + " Let somebody who has it start the build, or leave out 'signKey'.");
        assertThat(key(build, "ann")).isEqualTo("allowed");
    }

    @Test
    void onlyWhoMayLetsARefusedFilePassAndThatIsKept() throws Exception {
        controller.createFreestyleJob(
                "override",
                agent,
                train()
                        + StepXml.of("io.jenkins.plugins.lvm.step.LvmDeployGateBuilder")
                                .with("checkpoint", "best_model.pt")
                        + StepXml.shell("echo it is deployed now"));
        Build refused = controller.build("override");
        assertThat(refused.result()).as(refused.console()).isEqualTo("FAILURE");
        String gate = refused.path() + "lvm-deploy-gate/";
        String sha256 = decision(refused).get("sha256").getAsString();

        assertThat(controller.text(gate)).contains(sha256).doesNotContain("Let it pass: best_model.pt");
        controller.post(gate + "override", "application/x-www-form-urlencoded", "sha256=" + sha256 + "&reason=because");
        assertThat(isOverridden(refused)).as("by anonymous").isFalse();
        assertThat(override(refused, "bob", sha256)).contains("AccessDenied");
        assertThat(isOverridden(refused)).as("by bob").isFalse();
        assertThat(controller.build("override").result()).isEqualTo("FAILURE");

        assertThat(override(refused, "ann", sha256)).isEqualTo("allowed");
        assertThat(controller.text(gate)).contains("Overridden by ann").contains("Incident 7");
        assertThat(Files.readString(refused.directory().resolve("build.xml"))).contains("Incident 7", "ann");
        Build passing = controller.build("override");
        assertThat(passing.result()).as(passing.console()).isEqualTo("SUCCESS");
        assertThat(passing.console()).contains("ann let it pass: Incident 7").contains("\nit is deployed now");
        assertThat(decision(passing).get("overriddenBy").getAsString()).isEqualTo("ann");
        assertThat(decision(passing).get("overrideReason").getAsString()).isEqualTo("Incident 7");
    }

    private boolean isOverridden(Build build) throws Exception {
        JsonElement by = decision(build).get("overriddenBy");
        return by != null && !by.isJsonNull();
    }

    private JsonObject decision(Build build) throws Exception {
        return controller
                .json(build.path() + "lvm-deploy-gate/")
                .getAsJsonArray("decisions")
                .get(0)
                .getAsJsonObject();
    }

    /** From now on builds run as somebody: as plugins such as Authorize Project have them do. A Pipeline asks who that is. */
    private void runAs(String user) throws Exception {
        controller.script(
                """
                import jenkins.security.*
                def user = '%s'
                class Somebody extends QueueItemAuthenticator {
                  String user
                  org.springframework.security.core.Authentication authenticate2(hudson.model.Queue.Task task) {
                    new org.springframework.security.authentication.UsernamePasswordAuthenticationToken(
                        user, '', [new org.springframework.security.core.authority.SimpleGrantedAuthority('authenticated')])
                  }
                }
                class Provider extends QueueItemAuthenticatorProvider {
                  String user
                  List<QueueItemAuthenticator> getAuthenticators() { [new Somebody(user: user)] }
                }
                def realm = new hudson.security.HudsonPrivateSecurityRealm(false)
                realm.createAccount(user, 'secret of ' + user)
                hudson.model.Hudson.instance.securityRealm = realm
                def all = hudson.ExtensionList.lookup(QueueItemAuthenticatorProvider)
                all.findAll { it.class.simpleName == 'Provider' }.each { all.remove(it) }
                all.add(0, new Provider(user: user))
                """
                        .formatted(user));
    }

    private void runAsItself() throws Exception {
        controller.script("def all = hudson.ExtensionList.lookup(jenkins.security.QueueItemAuthenticatorProvider);"
                + " all.findAll { it.class.simpleName == 'Provider' }.each { all.remove(it) }");
    }

    @Test
    void whoMayNotSignIsToldSoBeforeAnythingIsVerified() throws Exception {
        assumeTrue(
                controller.host().isCurrent(),
                "builds of this controller run as the controller itself, which may sign");
        controller.createFreestyleJob("signs", agent, train() + verify());
        controller.createPipeline(
                "signs-too",
                "node('" + agent.name() + "') { sh \"cp '" + LiveFiles.example("gru_healthy.pt") + "' best_model.pt\"\n"
                        + VERIFY + "\n}");
        try {
            for (String job : new String[] {"signs", "signs-too"}) {
                Path signed = agent.root().resolve("workspace/" + job + "/best_model.attestation.json");
                runAs("bob");
                Build refused = controller.build(job);
                assertThat(refused.result()).as(refused.console()).isEqualTo("FAILURE");
                assertThat(refused.console())
                        .contains(
                                "This build runs as somebody who may not sign: it needs the permission Job/SignLvmAttestation.")
                        .doesNotContain("claim 0.")
                        .doesNotContain("\tat ");
                assertThat(signed).doesNotExist();

                runAs("ann");
                Build allowed = controller.build(job);
                assertThat(allowed.result()).as(allowed.console()).isEqualTo("SUCCESS");
                assertThat(signed).exists();
            }
        } finally {
            runAsItself();
        }
    }
}
