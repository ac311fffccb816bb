package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code lvmDeployGate} in a Pipeline: a meta-step, whose one argument is the build step. */
public class LvmDeployGateStep extends Step {
    private final LvmDeployGateBuilder delegate;

    @DataBoundConstructor
    public LvmDeployGateStep(LvmDeployGateBuilder delegate) {
        this.delegate = delegate;
    }

    public LvmDeployGateBuilder getDelegate() {
        return delegate;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, delegate);
    }

    /** Decides beside the Pipeline's own thread; after a restart of the controller it decides again, since nothing else can be known. */
    private static final class Execution extends GeneralNonBlockingStepExecution {
        private static final long serialVersionUID = 1L;

        private final @Nullable String checkpoint;
        private final @Nullable String attestation;
        private final @Nullable String key;
        private final @Nullable String maxAge;
        private final @Nullable String policy;

        Execution(StepContext context, LvmDeployGateBuilder asked) {
            super(context);
            checkpoint = asked.getCheckpoint();
            attestation = asked.getAttestation();
            key = asked.getKey();
            maxAge = asked.getMaxAge();
            policy = asked.getPolicy();
        }

        @Override
        public boolean start() {
            run(this::decide);
            return false;
        }

        @Override
        public void onResume() {
            run(this::decide);
        }

        private void decide() throws Exception {
            LvmDeployGateBuilder asked = new LvmDeployGateBuilder(checkpoint);
            asked.setAttestation(attestation);
            asked.setKey(key);
            asked.setMaxAge(maxAge);
            asked.setPolicy(policy);
            StepContext context = getContext();
            FilePath workspace = context.get(FilePath.class);
            if (workspace == null) {
                throw new AbortException("The agent is gone. Build again when it is back.");
            }
            context.onSuccess(new DeployGate(context.get(Run.class), workspace, context.get(TaskListener.class))
                    .pass(asked.question(UnaryOperator.identity())));
        }
    }

    /** Registers the step where Pipeline is installed. */
    @Extension(optional = true)
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "lvmDeploymentGate";
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.gate.general");
        }

        @Override
        public boolean isMetaStep() {
            return true;
        }

        @Override
        public boolean isAdvanced() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, FilePath.class, TaskListener.class);
        }
    }
}
