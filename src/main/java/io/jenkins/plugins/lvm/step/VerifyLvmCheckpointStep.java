package io.jenkins.plugins.lvm.step;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * {@code verifyLvmCheckpoint} in a Pipeline. A meta-step: its only argument is the build step, whose parameters a Pipeline therefore
 * writes directly, so that there is one set of parameters, one form and one set of help texts.
 */
public class VerifyLvmCheckpointStep extends Step {
    private final VerifyLvmCheckpointBuilder delegate;

    @DataBoundConstructor
    public VerifyLvmCheckpointStep(final VerifyLvmCheckpointBuilder delegate) {
        this.delegate = delegate;
    }

    public VerifyLvmCheckpointBuilder getDelegate() {
        return delegate;
    }

    @Override
    public StepExecution start(final StepContext context) {
        return new Execution(context, delegate);
    }

    /** Runs the verification beside the Pipeline's own thread. Returns plain maps, lists, strings, numbers and booleans. */
    private static final class Execution extends SynchronousNonBlockingStepExecution<Map<String, Object>> {
        private static final long serialVersionUID = 1L;

        private final transient VerifyLvmCheckpointBuilder builder;

        Execution(final StepContext context, final VerifyLvmCheckpointBuilder builder) {
            super(context);
            this.builder = builder;
        }

        @Override
        protected Map<String, Object> run() throws Exception {
            final StepContext context = getContext();
            final VerificationRun verification = new VerificationRun(
                    context.get(Run.class),
                    context.get(FilePath.class),
                    context.get(Launcher.class),
                    context.get(TaskListener.class),
                    context.get(EnvVars.class),
                    context.get(Computer.class));
            final VerificationOutcome outcome = verification.run(builder.settings(UnaryOperator.identity()));
            if (outcome.buildVerdict() == Verdict.UNSTABLE) {
                context.get(FlowNode.class)
                        .addAction(new WarningAction(Result.UNSTABLE).withMessage(outcome.summary()));
            }
            outcome.throwIfFailed();
            return outcome.toMap();
        }
    }

    /** Registers the step where Pipeline is installed. */
    @Extension(optional = true)
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "lvmCheckpointVerification";
        }

        @Override
        public String getDisplayName() {
            return "Verify an LVM checkpoint (general form)";
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
            return Set.of(
                    Run.class,
                    FilePath.class,
                    Launcher.class,
                    TaskListener.class,
                    EnvVars.class,
                    Computer.class,
                    FlowNode.class);
        }
    }
}
