package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Descriptor;
import hudson.model.Hudson;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code verifyLvmCheckpoint} in a Pipeline, with the parameters, the form and the help texts of the build step. */
public class VerifyLvmCheckpointStep extends VerifyLvmCheckpointParameters {
    /** What a run needs of a Pipeline. */
    static final Set<Class<?>> REQUIRED_CONTEXT = Set.of(
            Run.class,
            FilePath.class,
            Launcher.class,
            TaskListener.class,
            EnvVars.class,
            Computer.class,
            FlowNode.class);

    /**
     * The least that has to be said.
     *
     * @param checkpoint path or Ant pattern in the workspace, or an absolute path
     * @param data path of the npz with the sequences, absolute or in the workspace
     */
    @DataBoundConstructor
    public VerifyLvmCheckpointStep(@Nullable String checkpoint, @Nullable String data) {
        this(new VerifyLvmCheckpointBuilder(checkpoint, data));
    }

    /** A step with the parameters of this build step. */
    VerifyLvmCheckpointStep(VerifyLvmCheckpointBuilder delegate) {
        super(delegate);
    }

    @Override
    public StepExecution start(final StepContext context) {
        try {
            return new Execution(
                    context,
                    VerificationSettings.toJson(delegate().settings(UnaryOperator.identity(), StepDefaults.all())),
                    null);
        } catch (final AbortException e) {
            // What is thrown from here is shown with its stack trace.
            return new Execution(context, null, e.getMessage());
        }
    }

    /** A run where the Pipeline is. */
    static VerificationRun runIn(StepContext context) throws IOException, InterruptedException {
        return new VerificationRun(
                context.get(Run.class),
                context.get(FilePath.class),
                context.get(Launcher.class),
                context.get(TaskListener.class),
                context.get(EnvVars.class),
                context.get(Computer.class));
    }

    /**
     * Gives the Pipeline what came out, and marks the step's node where that is not all well.
     *
     * @throws AbortException if the build is to fail
     */
    static void finish(VerificationOutcome outcome, StepContext context) throws IOException, InterruptedException {
        if (outcome.buildVerdict() == Verdict.UNSTABLE) {
            context.get(FlowNode.class).addAction(new WarningAction(Result.UNSTABLE).withMessage(outcome.summary()));
        }
        outcome.throwIfFailed();
        context.onSuccess(outcome.toMap());
    }

    /**
     * Runs the verification beside the Pipeline's own thread, and goes on with it after a restart of the controller. Its state is what
     * was asked for and the name of the folder on the agent where request, report, log and exit code are.
     */
    private static final class Execution extends GeneralNonBlockingStepExecution {
        private static final long serialVersionUID = 1L;
        private static final int AGENT_WAIT_MILLIS = 1000;
        /** System property that says for how many seconds a lost agent may come back. */
        private static final String RECONNECTION_SECONDS = "io.jenkins.plugins.lvm.step.reconnectionSeconds";
        /** As long as the verifier waits for a sign of life. */
        private static final long USUAL_RECONNECTION_SECONDS = 90;

        /** What was asked for, as JSON; null if the parameters are refused. */
        private final @Nullable String settings;
        /** What is wrong with the parameters; null if nothing is. */
        private final @Nullable String refusal;

        private final String id;
        private transient volatile boolean stopped;

        /** One of settings and refusal is null. */
        Execution(StepContext context, @Nullable String settings, @Nullable String refusal) {
            super(context);
            this.settings = settings;
            this.refusal = refusal;
            this.id = UUID.randomUUID().toString();
        }

        @Override
        public boolean start() {
            run(() -> verify(false));
            return false;
        }

        @Override
        public void onResume() {
            run(() -> verify(true));
        }

        @Override
        public void stop(final Throwable cause) throws Exception {
            stopped = true;
            super.stop(cause);
        }

        @Override
        public boolean blocksRestart() {
            return false;
        }

        private void verify(final boolean resumed) throws Exception {
            String asked = settings;
            if (asked == null) {
                throw new AbortException(refusal);
            }
            final VerificationOutcome outcome;
            try {
                outcome = outcome(asked, resumed);
            } catch (final IOException | InterruptedException | RuntimeException e) {
                if (stopped || execution(resumed).isSuspended()) {
                    // The cause of a stop has been told. And a controller that ends asks again when it is back.
                    return;
                }
                throw e;
            }
            finish(outcome, getContext());
        }

        private VerificationRun.Execution execution(final boolean resumed) {
            return new VerificationRun.Execution(id, true, resumed);
        }

        private VerificationOutcome outcome(String settingsAsked, boolean resumed)
                throws IOException, InterruptedException {
            final StepContext context = getContext();
            final List<VerificationSettings> asked = VerificationSettings.allFromJson(settingsAsked);
            final int minutes = asked.get(0).getOrDefault(Settings.TIMEOUT_MINUTES);
            if (resumed && !comesBack(Duration.ofMinutes(minutes))) {
                throw AgentLostException.lost(
                        "The agent has not come back within " + minutes
                                + " minutes after the controller was started anew. Start it, and build again.",
                        null);
            }
            try {
                return runIn(context).runAll(asked, execution(resumed));
            } catch (final AgentLostException e) {
                // An agent that only lost its connection is soon back, and a controller that ends closes connections
                // first.
                if (!comesBack(Duration.ofSeconds(Long.getLong(RECONNECTION_SECONDS, USUAL_RECONNECTION_SECONDS)))) {
                    throw e.ended();
                }
                return outcome(settingsAsked, true);
            }
        }

        private boolean comesBack(final Duration within) throws InterruptedException {
            final Instant limit = Instant.now().plus(within);
            while (!isAgentThere()) {
                if (Instant.now().isAfter(limit)) {
                    return false;
                }
                Thread.sleep(AGENT_WAIT_MILLIS);
            }
            return true;
        }

        private boolean isAgentThere() throws InterruptedException {
            try {
                final Computer computer = getContext().get(Computer.class);
                return computer != null && computer.isOnline() && getContext().get(FilePath.class) != null;
            } catch (final IOException e) {
                return false;
            }
        }
    }

    /** Registers the step where Pipeline is installed. */
    @Extension(optional = true)
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "verifyLvmCheckpoint";
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.verify");
        }

        /** What fills and checks the form. */
        public Descriptor<?> getParameters() {
            return Hudson.getInstance().getDescriptor(VerifyLvmCheckpointBuilder.class);
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return REQUIRED_CONTEXT;
        }
    }
}
