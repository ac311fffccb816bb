package io.jenkins.plugins.lvm.step;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractProject;
import hudson.model.Computer;
import hudson.model.Hudson;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Arrays;
import jenkins.tasks.SimpleBuildStep;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * The build step as other steps call it, such as {@code step([$class: 'SimpleVerifyLvmCheckpointBuilder', …])} or a conditional one. The
 * type that makes it callable is younger than the oldest controller that the plugin is tested on, so it is a step of its own.
 */
public final class SimpleVerifyLvmCheckpointBuilder extends VerifyLvmCheckpointBuilder implements SimpleBuildStep {

    /**
     * The least that has to be said.
     *
     * @param checkpoint path or Ant pattern in the workspace, or an absolute path
     * @param data path of the npz with the sequences, absolute or in the workspace
     */
    @DataBoundConstructor
    public SimpleVerifyLvmCheckpointBuilder(@Nullable String checkpoint, @Nullable String data) {
        super(checkpoint, data);
    }

    @Override
    public void perform(Run<?, ?> run, FilePath workspace, EnvVars env, Launcher launcher, TaskListener listener)
            throws InterruptedException, IOException {
        verify(new VerificationRun(run, workspace, launcher, listener, env, computer(workspace)), env);
    }

    private static @Nullable Computer computer(FilePath workspace) {
        return Arrays.stream(Hudson.getInstance().getComputers())
                .filter(computer -> computer.getChannel() == workspace.getChannel())
                .findFirst()
                .orElse(null);
    }

    /** Registers the step where its type is known; freestyle jobs have the other one. */
    @Extension(optional = true)
    public static final class DescriptorImpl extends VerifyLvmCheckpointBuilder.DescriptorImpl {
        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return false;
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.verify.simple");
        }
    }
}
