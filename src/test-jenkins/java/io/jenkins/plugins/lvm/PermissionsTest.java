package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Computer;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.ListView;
import hudson.model.Result;
import hudson.model.User;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.lvm.report.LvmColumn;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.htmlunit.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsRule.WebClient;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who may see what: every page, download and end point, for a reader, for somebody who may not read the job, and for nobody. */
@WithJenkins
class PermissionsTest {
    private static final String SECRET = "secret-model";

    private static JenkinsRule jenkins;
    private static String id;

    @BeforeAll
    static void start(final JenkinsRule rule) throws Exception {
        jenkins = rule;
        final DumbSlave agent = Examples.agent(rule);
        final FreeStyleProject job = Examples.freestyle(rule, agent, SECRET, Examples.GRU);
        final FreeStyleBuild build = rule.buildAndAssertSuccess(job);
        id = build.getAction(LvmVerificationAction.class)
                .getVerifications()
                .get(0)
                .getId();
        final ListView view = new ListView("models", rule.jenkins);
        view.getColumns().add(new LvmColumn());
        view.setIncludeRegex(".*");
        rule.jenkins.addView(view);

        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("reader", "stranger", "discoverer", "configurer")
                .grant(Item.READ)
                .everywhere()
                .to("reader", "configurer")
                .grant(Item.DISCOVER)
                .everywhere()
                .to("discoverer")
                .grant(Item.CONFIGURE)
                .everywhere()
                .to("configurer")
                .grant(Computer.BUILD)
                .everywhere()
                .to("reader", "stranger"));
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    static Stream<String> pages() {
        final String job = "job/" + SECRET + "/lvm-verification/";
        final String build = "job/" + SECRET + "/1/lvm-verification/";
        final String checkpoint = build + "checkpoint/" + id + "/";
        return Stream.of(
                job,
                job + "trend.json",
                job + "api/json",
                job + "api/xml",
                build,
                build + "api/json",
                checkpoint,
                checkpoint + "api/json",
                checkpoint + "report.json",
                checkpoint + "cosines.f32");
    }

    private static int status(final String user, final String path) throws Exception {
        try (WebClient client = client(user)) {
            return client.goTo(path, null).getWebResponse().getStatusCode();
        }
    }

    /** Nobody who has not logged in gets anything but the form for that. */
    private static boolean isSentToTheLogin(final String path) throws Exception {
        try (WebClient client = client(null)) {
            return client.goTo(path, null).getUrl().getPath().endsWith("/login");
        }
    }

    private static WebClient client(final String user) throws Exception {
        final WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.setJavaScriptEnabled(false);
        return user == null ? client : client.login(user);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void readersSeeEveryPage(final String page) throws Exception {
        assertThat(status("reader", page)).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void nobodyElseSeesAny(final String page) throws Exception {
        assertThat(status("stranger", page)).isEqualTo(404);
        assertThat(status("discoverer", page)).isIn(403, 404);
        assertThat(isSentToTheLogin(page)).isTrue();
    }

    @Test
    void dashboardAndColumnHideWhatOneMayNotRead() throws Exception {
        for (final String page : List.of("lvm-verification/", "lvm-verification/api/json?depth=2", "view/models/")) {
            try (WebClient stranger = client("stranger");
                    WebClient reader = client("reader")) {
                final Page hidden = stranger.goTo(page, null);
                assertThat(hidden.getWebResponse().getStatusCode()).isEqualTo(200);
                assertThat(hidden.getWebResponse().getContentAsString()).doesNotContain(SECRET);
                assertThat(reader.goTo(page, null).getWebResponse().getContentAsString())
                        .contains(SECRET);
            }
        }
        assertThat(isSentToTheLogin("lvm-verification/")).isTrue();
    }

    /** The form's lists are the same for everybody and tell nothing; whatever else answers there has to be asked by POST. */
    @Test
    void formChecksTellNothingToStrangers() throws Exception {
        final String descriptor =
                "job/" + SECRET + "/descriptorByName/io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder/";
        for (final Method method : VerifyLvmCheckpointBuilder.DescriptorImpl.class.getDeclaredMethods()) {
            if (method.getName().matches("do(Check.*|Inspect)")) {
                final String check = Introspector.decapitalize(method.getName().substring("do".length()));
                assertThat(status("stranger", descriptor + check + "?value=x"))
                        .as(check)
                        .isIn(403, 404);
                assertThat(status("reader", descriptor + check + "?value=x"))
                        .as(check + " by GET")
                        .isIn(403, 405);
            }
        }
        assertThat(status("stranger", descriptor + "fillSplitItems")).isIn(403, 404);
        assertThat(status("configurer", descriptor + "fillSplitItems")).isEqualTo(200);
    }

    /** Who may not read a job cannot learn of its checkpoints by naming it as the job to compare with. */
    @Test
    void buildsSeeOnlyBaselinesThatTheirUserMayRead() throws Exception {
        final FreeStyleBuild seen = comparedBy("reader");
        jenkins.assertBuildStatusSuccess(seen);
        jenkins.assertLogContains(SECRET + " #1", seen);

        final FreeStyleBuild hidden = comparedBy("stranger");
        jenkins.assertBuildStatus(Result.FAILURE, hidden);
        jenkins.assertLogContains("There is no job '" + SECRET + "', named by 'baselineJob'", hidden);
        jenkins.assertLogNotContains(SECRET + " #1", hidden);
    }

    private static FreeStyleBuild comparedBy(final String user) throws Exception {
        final VerifyLvmCheckpointBuilder step = new VerifyLvmCheckpointBuilder(Examples.GRU, Examples.DATA);
        step.setBaseline("previous");
        step.setBaselineJob(SECRET);
        final FreeStyleProject job = jenkins.createFreeStyleProject("compares-as-" + user);
        job.setAssignedNode(jenkins.jenkins.getNode("agent"));
        job.getBuildersList().add(step);
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .replace(new MockQueueItemAuthenticator()
                        .authenticate(
                                job.getFullName(), User.getById(user, true).impersonate2()));
        return job.scheduleBuild2(0).get();
    }
}
