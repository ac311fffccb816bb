package io.jenkins.plugins.lvm.report;

import hudson.model.ModelObject;
import hudson.model.Run;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;

/** Everything about one checkpoint of one build. */
public final class CheckpointPage implements ModelObject {
    private final ResultPage result;
    private final int position;

    CheckpointPage(final ResultPage result, final int position) {
        this.result = result;
        this.position = position;
    }

    public Run<?, ?> getRun() {
        return result.getAction().getRun();
    }

    public ResultPage getResult() {
        return result;
    }

    /** Name of the model. */
    public String getModel() {
        return result.result().models().get(position);
    }

    /** What there is to say. */
    public VerificationView getView() {
        return new VerificationView(result.result().report().verifications().get(position));
    }

    @Override
    public String getDisplayName() {
        return getModel();
    }
}
