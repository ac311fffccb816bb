package org.jenkinsci.plugins.workflow.steps;

public abstract class GeneralNonBlockingStepExecution extends StepExecution {

    protected GeneralNonBlockingStepExecution(final StepContext context) {}

    protected final void run(final Block block) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stop(final Throwable cause) throws Exception {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onResume() {
        throw new UnsupportedOperationException();
    }

    public interface Block {
        void run() throws Exception;
    }
}
