package io.jenkins.plugins.lvm.report;

import hudson.model.Api;
import hudson.model.Item;
import hudson.model.ModelObject;
import hudson.model.Run;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Everything about one checkpoint of one build. */
@ExportedBean
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
        return new VerificationView(verification());
    }

    /** The checkpoint as a line of a table. */
    @Exported(inline = true)
    public CheckpointLine getCheckpoint() {
        return new CheckpointLine(
                result.result().records(getRun().getRootDir().getName()).get(position));
    }

    /** The measured numbers by name. */
    @Exported
    public Map<String, Number> getMeasured() {
        final Actual actual = verification().actual();
        final Map<String, Number> numbers = new LinkedHashMap<>();
        numbers.put("rows", verification().split().validationRows());
        numbers.put("sampleMean", actual.sampleMean());
        numbers.put("batchMean", actual.batchMean());
        numbers.put("standardDeviation", actual.standardDeviation());
        numbers.put("min", actual.min());
        numbers.put("max", actual.max());
        numbers.put("chance", actual.chance());
        numbers.put("skill", actual.skill());
        numbers.put("nonFinite", actual.nonFinite());
        numbers.put("zeroPredictions", actual.zeroPredictions());
        for (final Alternative alternative : verification().alternatives()) {
            numbers.put(alternative.forwardDefinition(), alternative.value());
        }
        return numbers;
    }

    private Verification verification() {
        return result.result().report().verifications().get(position);
    }

    /** The remote API. */
    public Api getApi() {
        getRun().checkPermission(Item.READ);
        return new Api(this);
    }

    @Override
    public String getDisplayName() {
        return getModel();
    }
}
