package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.Util;
import java.io.Serial;
import java.util.Set;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code mergeLvmVerification()}: joins the parts that {@code verifyLvmCheckpoint} with {@code shard} has measured in this build, on any
 * agents, and shows them as one result with one verdict.
 */
public class MergeLvmVerificationStep extends Step {
    private @Nullable String id;

    @DataBoundConstructor
    public MergeLvmVerificationStep() {}

    public @Nullable String getId() {
        return id;
    }

    /** Name of the result whose parts are to be joined, where there are several. */
    @DataBoundSetter
    public void setId(@Nullable String id) {
        this.id = Util.fixEmptyAndTrim(id);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, id);
    }

    private static final class Execution extends GeneralNonBlockingStepExecution {
        @Serial
        private static final long serialVersionUID = 1L;

        private final @Nullable String id;

        private Execution(StepContext context, @Nullable String id) {
            super(context);
            this.id = id;
        }

        @Override
        public boolean start() {
            run(this::merge);
            return false;
        }

        private void merge() throws Exception {
            StepContext context = getContext();
            VerificationOutcome outcome = VerifyLvmCheckpointStep.runIn(context)
                    .merge(id, new VerificationRun.Execution(UUID.randomUUID().toString(), false, false));
            VerifyLvmCheckpointStep.finish(outcome, context);
        }
    }

    /** Registers the step where Pipeline is installed. */
    @Extension(optional = true)
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "mergeLvmVerification";
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.merge");
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return VerifyLvmCheckpointStep.REQUIRED_CONTEXT;
        }
    }
}
