package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ListView;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.lvm.report.LvmColumn;
import io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder;
import java.io.File;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsRule.WebClient;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Markup in the name of a model, a file or a job shows as text on every page. */
@WithJenkins
class HostileTextTest {
    private static final String MODEL = "<img src=x onerror=alert('model')>\"&amp;";
    private static final String FILE = "<svg onload=alert('file')>.pt";
    private static final String JOB = "<b onclick=alert('job')>job</b>";

    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(final JenkinsRule rule) throws Exception {
        jenkins = rule;
        final DumbSlave agent = Examples.agent(rule);
        final FreeStyleProject job = rule.createFreeStyleProject("hostile");
        job.setDisplayName(JOB);
        job.setAssignedNode(agent);
        final FilePath workspace = Examples.workspace(agent, job);
        new FilePath(new File(Examples.GRU)).copyTo(workspace.child(FILE));
        final VerifyLvmCheckpointBuilder verify = new VerifyLvmCheckpointBuilder(FILE, Examples.DATA);
        verify.setModel(MODEL);
        verify.setId("hostile");
        verify.setDescribeBuild(true);
        job.getBuildersList().add(verify);
        final FreeStyleBuild build = rule.buildAndAssertSuccess(job);
        assertThat(build.getDescription()).isEqualTo("LVM hostile PASSED: claim 0.5516, actual 0.5516");
        final ListView view = new ListView("models", rule.jenkins);
        view.getColumns().add(new LvmColumn());
        view.setIncludeRegex(".*");
        rule.jenkins.addView(view);
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    static Stream<String> pages() {
        return Stream.of(
                "job/hostile/",
                "job/hostile/lvm-verification/",
                "job/hostile/1/",
                "job/hostile/1/lvm-verification/",
                "job/hostile/1/lvm-verification/checkpoint/hostile/",
                "lvm-verification/",
                "view/models/");
    }

    private static String source(final String page) throws Exception {
        try (WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            return client.goTo(page, null).getWebResponse().getContentAsString();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void nothingBecomesMarkup(final String page) throws Exception {
        assertThat(source(page)).doesNotContain("<img src=x", "<svg onload", "<b onclick");
    }

    @Test
    void namesAreShownAsTheyAre() throws Exception {
        assertThat(source("job/hostile/1/lvm-verification/checkpoint/hostile/"))
                .contains("&lt;img src=x onerror=alert(")
                .contains("&lt;svg onload=alert(");
        assertThat(source("lvm-verification/")).contains("&lt;img src=x onerror=alert(");
    }

    @Test
    void jsonIsDeclaredAsJson() throws Exception {
        try (WebClient client = jenkins.createWebClient()) {
            final var response = client.goTo("job/hostile/lvm-verification/trend.json", "application/json")
                    .getWebResponse();
            assertThat(response.getResponseHeaderValue("X-Content-Type-Options"))
                    .isEqualTo("nosniff");
        }
    }
}
