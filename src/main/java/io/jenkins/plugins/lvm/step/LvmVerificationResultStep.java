package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * {@code lvmVerificationResult()}: what the verifications of this build have found so far, in the form in which {@code verifyLvmCheckpoint}
 * returns it. A step that fails returns nothing, so this is how a Pipeline that caught the failure, or its {@code post} section, reads
 * the numbers.
 */
public class LvmVerificationResultStep extends Step {

    @DataBoundConstructor
    public LvmVerificationResultStep() {}

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context);
    }

    /** All that a build has. */
    static VerificationOutcome outcome(LvmVerificationAction action) throws IOException {
        List<VerificationOutcome.Entry> entries = new ArrayList<>();
        for (StoredVerification stored : action.getVerifications()) {
            entries.add(new VerificationOutcome.Entry(stored, found(action, stored)));
        }
        return new VerificationOutcome(true, true, entries);
    }

    private static @Nullable Verification found(LvmVerificationAction action, StoredVerification stored)
            throws IOException {
        return stored.isError()
                ? null
                : action.store().load(stored.getId()).verifications().get(0);
    }

    private static final class Execution extends GeneralNonBlockingStepExecution {
        @Serial
        private static final long serialVersionUID = 1L;

        private Execution(StepContext context) {
            super(context);
        }

        @Override
        public boolean start() {
            run(this::read);
            return false;
        }

        @Override
        public void onResume() {
            run(this::read);
        }

        private void read() throws Exception {
            StepContext context = getContext();
            context.onSuccess(
                    outcome(LvmVerificationAction.of(context.get(Run.class))).toMap());
        }
    }

    /** Registers the step where Pipeline is installed. */
    @Extension(optional = true)
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "lvmVerificationResult";
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.result");
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class);
        }
    }
}
