package io.jenkins.plugins.lvm.report;

import hudson.model.Api;
import hudson.model.Item;
import hudson.model.ModelObject;
import hudson.model.Run;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.view.Fact;
import io.jenkins.plugins.lvm.verifier.view.PresentableReport;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Everything about one checkpoint of one build, and its files. */
@ExportedBean
public final class CheckpointPage implements ModelObject {
    private static final Logger LOGGER = Logger.getLogger(CheckpointPage.class.getName());

    private final LvmVerificationAction action;
    private final StoredVerification stored;

    CheckpointPage(final LvmVerificationAction action, final StoredVerification stored) {
        this.action = action;
        this.stored = stored;
    }

    public Run<?, ?> getRun() {
        return action.getRun();
    }

    /** Name of the model. */
    public String getModel() {
        return stored.getSeriesText();
    }

    /** What there is to say; null if the build's report is gone, or is not one. */
    public @Nullable VerificationView getView() {
        final Verification verification = verification();
        return verification == null ? null : new VerificationView(verification);
    }

    /** Whether the checkpoint could not be verified. */
    public boolean isError() {
        return stored.isError();
    }

    /** Why it could not be verified, and what to do; empty if it was. */
    public String getExplanation() {
        return stored.getExplanation();
    }

    /** Where the numbers come from; of what could not be verified, where it was tried. */
    public List<Fact> getProvenance() {
        VerificationView view = isError() ? null : getView();
        return translated(
                view == null
                        ? List.of(
                                new Fact("Checkpoint", stored.getCheckpointText(), null),
                                new Fact("Agent", PrintableText.of(stored.getAgent()), null))
                        : view.getProvenance());
    }

    /** Facts with their names in the reader's language, and paths within the workspace. */
    public List<Fact> translated(List<Fact> facts) {
        return facts.stream()
                .map(fact ->
                        new Fact(phrase(fact.getName()), shortened(fact.getValue()), shortened(phrase(fact.getNote()))))
                .toList();
    }

    /** A sentence with the paths in it as people read them: within the workspace. */
    public String shortened(String sentence) {
        return stored.inWorkspace(sentence);
    }

    /** The picture of the cosines in the reader's language; safe to put into a page as it is. */
    public String getHistogramSvg() {
        VerificationView view = getView();
        return view == null ? "" : view.histogramSvg(Messages::phrase);
    }

    /** A phrase of the verifier's in the reader's language. */
    public String phrase(String english) {
        return Messages.phrase(english);
    }

    /** Whether the build still has its report. */
    public boolean hasReport() {
        return Files.exists(action.store().report(stored.getId()));
    }

    public boolean hasCosines() {
        return Files.exists(action.store().cosines(stored.getId()));
    }

    /** Path, below the controller's root, of the page that holds this build against the one before it. */
    public String getCompareLink() {
        return getRun().getParent().getUrl() + LvmVerificationAction.URL + "/compare?series="
                + URLEncoder.encode(getCheckpoint().record().series(), StandardCharsets.UTF_8) + "&to="
                + getRun().getNumber();
    }

    /** Whether the build has what a metric other than the cosine keeps of each row. */
    public boolean hasMetricValues() {
        return Files.exists(action.store().metric(stored.getId()));
    }

    /** The report as the verifier wrote it. */
    @WebMethod(name = "report.json")
    public void doReport() throws IOException {
        getRun().checkPermission(Item.READ);
        WebAnswer.file("application/json", "report.json", action.store().report(stored.getId()));
    }

    /** The cosine of every row, little-endian float32. */
    @WebMethod(name = "cosines.f32")
    public void doCosines() throws IOException {
        getRun().checkPermission(Item.READ);
        WebAnswer.file("application/octet-stream", "cosines.f32", action.store().cosines(stored.getId()));
    }

    /** What a metric other than the cosine keeps of every row, little-endian float64. */
    @WebMethod(name = "metric.f64")
    public void doMetric() throws IOException {
        getRun().checkPermission(Item.READ);
        WebAnswer.file("application/octet-stream", "metric.f64", action.store().metric(stored.getId()));
    }

    /** The checkpoint as a line of a table. */
    @Exported(inline = true)
    public CheckpointLine getCheckpoint() {
        final Run<?, ?> run = getRun();
        return new CheckpointLine(
                stored.record(run.getNumber(), run.getRootDir().getName(), run.getTimeInMillis()));
    }

    /** The measured numbers by name; those of other forward definitions by the definition's. */
    @Exported
    public Map<String, Number> getMeasured() {
        final Map<String, Number> numbers = new LinkedHashMap<>();
        final Verification found = verification();
        if (found != null) {
            final Verification verification = PresentableReport.of(found);
            final Actual actual = verification.actual();
            numbers.put("rows", verification.split().validationRows());
            numbers.put("sampleMean", actual.sampleMean());
            numbers.put("batchMean", actual.batchMean());
            numbers.put("standardDeviation", actual.standardDeviation());
            numbers.put("min", actual.min());
            numbers.put("max", actual.max());
            numbers.put("chance", actual.chance());
            numbers.put("skill", actual.skill());
            numbers.put("nonFinite", actual.nonFinite());
            numbers.put("zeroPredictions", actual.zeroPredictions());
            for (final Alternative alternative : verification.alternatives()) {
                numbers.put(alternative.forwardDefinition(), alternative.value());
            }
        }
        return numbers;
    }

    /** Null if it is not there, or cannot be read. */
    private @Nullable Verification verification() {
        try {
            return hasReport()
                    ? action.store().load(stored.getId()).verifications().stream()
                            .findFirst()
                            .orElse(null)
                    : null;
        } catch (final IOException | RuntimeException e) {
            LOGGER.log(
                    Level.WARNING, "The stored report of " + stored.getId() + " in " + getRun() + " cannot be read", e);
            return null;
        }
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
