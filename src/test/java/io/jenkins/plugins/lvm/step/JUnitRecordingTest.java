package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.JUnitResultArchiver;
import org.junit.jupiter.api.Test;

/** Which types are taken for the plugin's; {@code JUnitResultsTest} runs the plugin itself. */
class JUnitRecordingTest {
    /** What the plugin's step offers. */
    public static final class Step {
        public Step(String testResults) {
            assertThat(testResults).isNotEmpty();
        }

        public void setSkipMarkingBuildUnstable(boolean skip) {
            assertThat(skip).isTrue();
        }

        public void setSkipPublishingChecks(boolean skip) {
            assertThat(skip).isTrue();
        }

        public void perform(Run<?, ?> run, FilePath folder, Launcher launcher, TaskListener listener) {
            assertThat(run).isNotNull();
        }
    }

    @Test
    void aStepWithItsMembersIsTaken() {
        assertThat(JUnitRecording.of(Step.class)).isNotNull();
    }

    /** That of the ancestor, when it was part of the core. */
    @Test
    void anotherTypeOfThatNameIsLeftAlone() {
        assertThat(JUnitRecording.of(JUnitResultArchiver.class)).isNull();
    }
}
