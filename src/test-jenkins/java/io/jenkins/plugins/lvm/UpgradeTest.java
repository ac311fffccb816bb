package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.diagnosis.OldDataMonitor;
import hudson.model.AdministrativeMonitor;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.lvm.report.CheckpointLine;
import io.jenkins.plugins.lvm.report.LvmHistoryAction;
import io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.jvnet.hudson.test.junit.jupiter.WithLocalData;

/**
 * A job and its results as version 0.1.0 wrote them, beside one result that lacks whatever was not there from the beginning. The file
 * with the history is missing: it is made anew from the builds. These files are never made anew.
 */
@WithJenkins
class UpgradeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static List<CheckpointLine> history(final FreeStyleProject job) throws Exception {
        final Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            final LvmHistoryAction action = job.getAction(LvmHistoryAction.class);
            final List<CheckpointLine> history = action == null ? List.of() : action.getHistory();
            if (history.size() >= 2 || Instant.now().isAfter(end)) {
                return history;
            }
            Thread.sleep(200);
        }
    }

    private static String page(final JenkinsRule jenkins, final String path) throws Exception {
        return jenkins.createWebClient().goTo(path).getWebResponse().getContentAsString();
    }

    @Test
    @WithLocalData
    void storedResultsAreStillShown(final JenkinsRule jenkins) throws Exception {
        final FreeStyleProject job = jenkins.jenkins.getItemByFullName("stored", FreeStyleProject.class);
        final VerifyLvmCheckpointBuilder builder = job.getBuildersList().get(VerifyLvmCheckpointBuilder.class);
        assertThat(builder.getModel()).isEqualTo("gru");
        assertThat(builder.isFailBuild()).isTrue();
        assertThat(builder.getTimeoutMinutes()).isEqualTo(60);

        final String build = Examples.page(job.getBuildByNumber(1));
        assertThat(page(jenkins, build)).contains("0.5541", "older");
        assertThat(page(jenkins, build + "checkpoint/gru/")).contains("0.5541", "Skill", "gru-stack");
        assertThat(page(jenkins, build + "checkpoint/older/")).contains("0.5541", "Skill", "gru-stack");
        assertThat(history(job)).extracting(CheckpointLine::getModel).containsExactlyInAnyOrder("gru", "older");
        assertThat(page(jenkins, Examples.page(job))).contains("older");

        assertThat(jenkins.jenkins
                        .getExtensionList(AdministrativeMonitor.class)
                        .get(OldDataMonitor.class)
                        .getData())
                .isEmpty();
    }
}
