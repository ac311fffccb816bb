package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.Standing;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.Serializable;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code build.xml} keeps of one checkpoint's verification: enough for a table or a trend. Everything else is in the report
 * beside the build. XStream writes the fields as they are, so each is a String, a Long or a Double, null where there is none; new
 * ones may be added, none may change its meaning.
 */
public final class StoredVerification implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The {@link #getVerdict() verdict} of a checkpoint that could not be verified. */
    public static final String ERROR = "ERROR";

    private final String id;
    private final String series;
    private final String checkpoint;
    private final String verdict;
    private final Long finishedMillis;
    private final String agent;
    private final @Nullable String step;
    private final @Nullable String workspace;

    private @Nullable String sha256;
    private @Nullable Double claim;
    private @Nullable Double actual;
    private @Nullable Double gap;
    private @Nullable String metric;
    private @Nullable Double standardError;
    private @Nullable String forwardDefinition;
    private @Nullable String split;
    private @Nullable Long validationRows;
    private @Nullable String rowsSha256;
    private @Nullable String dataFingerprint;
    private @Nullable String data;
    private @Nullable Long sequences;
    private @Nullable String missedGates;
    private @Nullable String device;
    private @Nullable Double seconds;
    private @Nullable String message;
    private @Nullable String hint;

    private StoredVerification(
            final Place place, final String checkpoint, final String verdict, final long finishedMillis) {
        this.id = place.id();
        this.series = place.series();
        this.agent = place.agent();
        this.step = place.step();
        this.workspace = place.workspace();
        this.checkpoint = checkpoint;
        this.verdict = verdict;
        this.finishedMillis = finishedMillis;
    }

    /**
     * Where a verification belongs.
     *
     * @param id its name within the build, fit for a file name and a URL
     * @param series the model's line in the trend
     * @param agent name of the node it ran on; empty for the controller's own
     * @param step identity of the step's execution, by which a step that is resumed knows its own results
     * @param workspace path of the build's workspace on that node, which people need not read
     */
    public record Place(String id, String series, String agent, @Nullable String step, @Nullable String workspace) {

        /** A place for what was verified outside of a workspace. */
        public Place(String id, String series, String agent, @Nullable String step) {
            this(id, series, agent, step, null);
        }

        /** A place for what no step will want to replace. */
        public Place(final String id, final String series, final String agent) {
            this(id, series, agent, null);
        }
    }

    /** Keeps a verification's numbers. */
    public static StoredVerification of(final Place place, final Verification found, final long finishedMillis) {
        final StoredVerification stored = new StoredVerification(
                place, found.checkpoint().path(), found.verdict().name(), finishedMillis);
        stored.sha256 = found.checkpoint().sha256();
        stored.claim = found.claim() == null ? null : found.claim().value();
        stored.actual = found.value();
        stored.metric = found.measured() == null ? null : found.measured().metric();
        // A sanity check leaves the claim alone.
        stored.gap = found.claimJudged() ? found.gap() : null;
        stored.standardError = found.measured() == null
                ? found.actual().standardError()
                : found.measured().standardError();
        stored.forwardDefinition = found.model().forwardDefinition();
        stored.split = found.split().name();
        stored.validationRows = found.split().validationRows();
        stored.rowsSha256 = found.split().rowsSha256();
        stored.dataFingerprint = found.data().fingerprint();
        stored.data = found.data().path();
        stored.sequences = found.data().sequences();
        stored.missedGates = found.gates().stream()
                .filter(gate -> gate.verdict() != Verdict.PASSED)
                .map(gate -> gate.metric().name())
                .distinct()
                .collect(Collectors.joining(","));
        stored.device = found.device().used();
        stored.seconds = found.timing() == null ? null : found.timing().totalSeconds();
        return stored;
    }

    /** Keeps why a checkpoint could not be verified. */
    public static StoredVerification of(
            final Place place, final String checkpoint, final Problem problem, final long finishedMillis) {
        final StoredVerification stored = new StoredVerification(place, checkpoint, ERROR, finishedMillis);
        stored.message = problem.message();
        stored.hint = problem.advice();
        return stored;
    }

    /** What the job's history keeps of this. */
    HistoryRecord record(final int build, final String folder, final long timestamp) {
        return HistoryRecord.builder()
                .build(build)
                .folder(folder)
                .timestamp(timestamp)
                .id(id)
                .model(series)
                .metric(metric)
                .device(isError() ? null : device)
                .checkpoint(checkpoint)
                .data(data)
                .sequences(sequences == null ? 0 : sequences)
                .forward(forwardDefinition)
                .claim(claim)
                .actual(isError() ? null : actual)
                .standardError(standardError)
                .gap(gap)
                .standing(isError() ? Standing.ERROR : Standing.of(Verdict.valueOf(verdict)))
                .missed(missedGates == null ? "" : missedGates)
                .problem(isError() ? getExplanation() : null)
                .build();
    }

    public String getId() {
        return id;
    }

    /** The model's line in the trend, without the device. */
    public String getSeries() {
        return series;
    }

    /** Path of the checkpoint, on the machine that verified it. */
    public String getCheckpoint() {
        return checkpoint;
    }

    /** {@code PASSED}, {@code UNSTABLE}, {@code FAILED} or {@link #ERROR}. */
    public String getVerdict() {
        return verdict;
    }

    /** Whether there is no verdict: the checkpoint could not be verified, or what was stored of it is not complete. */
    public boolean isError() {
        return actual == null
                || device == null
                || !Set.of(Verdict.PASSED.name(), Verdict.UNSTABLE.name(), Verdict.FAILED.name())
                        .contains(verdict);
    }

    public Long getFinishedMillis() {
        return finishedMillis;
    }

    /** Name of the node that verified; empty for the controller's own. */
    public String getAgent() {
        return agent;
    }

    /** Identity of the step's execution; null in what older versions stored. */
    public @Nullable String getStep() {
        return step;
    }

    public @Nullable String getSha256() {
        return sha256;
    }

    public @Nullable Double getClaim() {
        return claim;
    }

    public @Nullable Double getActual() {
        return actual;
    }

    /** What claim and actual are numbers of; null for the cosine. */
    public @Nullable String getMetric() {
        return metric;
    }

    /** Actual minus claim; of a metric whose lower numbers are better, claim minus actual; null where that was not judged. */
    public @Nullable Double getGap() {
        return gap;
    }

    public @Nullable Double getStandardError() {
        return standardError;
    }

    public @Nullable String getForwardDefinition() {
        return forwardDefinition;
    }

    public @Nullable String getSplit() {
        return split;
    }

    public @Nullable Long getValidationRows() {
        return validationRows;
    }

    public @Nullable String getRowsSha256() {
        return rowsSha256;
    }

    public @Nullable String getDataFingerprint() {
        return dataFingerprint;
    }

    /** Path of the sequences, on the machine that verified. */
    public @Nullable String getData() {
        return data;
    }

    /** How many sequences the data has. */
    public @Nullable Long getSequences() {
        return sequences;
    }

    /** Names of the gates that led to the verdict, separated by commas. */
    public @Nullable String getMissedGates() {
        return missedGates;
    }

    /** The device used, such as {@code cpu} or {@code cuda:0}. */
    public @Nullable String getDevice() {
        return device;
    }

    public @Nullable Double getSeconds() {
        return seconds;
    }

    /** The model's name with nothing hidden in it. */
    public String getSeriesText() {
        return PrintableText.of(series);
    }

    /** Path of the checkpoint as people read it: within the workspace, with nothing hidden in it. */
    public String getCheckpointText() {
        return inWorkspace(PrintableText.of(checkpoint));
    }

    /** A text with the paths in it as people read them: within the workspace, which a sentence of the report names in its language. */
    String inWorkspace(String text) {
        if (workspace == null || workspace.length() < 2) {
            return text;
        }
        return text.equals(workspace)
                ? Messages.of("workspace")
                : text.replace(workspace + "/", "")
                        .replace(workspace + "\\", "")
                        .replace(workspace, "the workspace");
    }

    /** Why it could not be verified, and what to do, in sentences with nothing hidden in them. */
    public String getExplanation() {
        if (message == null) {
            return ERROR.equals(verdict) ? "" : Messages.of("incomplete");
        }
        return inWorkspace(PrintableText.of(message + (hint == null || hint.isEmpty() ? "" : " " + hint)));
    }

    /** Why it could not be verified. */
    public @Nullable String getMessage() {
        return message;
    }

    /** What to do about it. */
    public @Nullable String getHint() {
        return hint;
    }
}
