package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.Serializable;
import java.util.Set;
import java.util.stream.Collectors;

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
    private final String step;

    private String sha256;
    private Double claim;
    private Double actual;
    private Double gap;
    private Double standardError;
    private String forwardDefinition;
    private String split;
    private Long validationRows;
    private String rowsSha256;
    private String dataFingerprint;
    private String data;
    private Long sequences;
    private String missedGates;
    private String device;
    private Double seconds;
    private String message;
    private String hint;

    private StoredVerification(
            final Place place, final String checkpoint, final String verdict, final long finishedMillis) {
        this.id = place.id();
        this.series = place.series();
        this.agent = place.agent();
        this.step = place.step();
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
     */
    public record Place(String id, String series, String agent, String step) {

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
        stored.actual = found.actual().value();
        stored.gap = found.gap();
        stored.standardError = found.actual().standardError();
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
        return new HistoryRecord(
                build,
                folder,
                timestamp,
                id,
                series,
                device,
                checkpoint,
                data,
                sequences == null ? 0 : sequences,
                forwardDefinition,
                claim,
                actual,
                standardError,
                gap,
                Verdict.valueOf(verdict),
                missedGates == null ? "" : missedGates);
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
    public String getStep() {
        return step;
    }

    public String getSha256() {
        return sha256;
    }

    public Double getClaim() {
        return claim;
    }

    public Double getActual() {
        return actual;
    }

    /** Actual minus claim. */
    public Double getGap() {
        return gap;
    }

    public Double getStandardError() {
        return standardError;
    }

    public String getForwardDefinition() {
        return forwardDefinition;
    }

    public String getSplit() {
        return split;
    }

    public Long getValidationRows() {
        return validationRows;
    }

    public String getRowsSha256() {
        return rowsSha256;
    }

    public String getDataFingerprint() {
        return dataFingerprint;
    }

    /** Path of the sequences, on the machine that verified. */
    public String getData() {
        return data;
    }

    /** How many sequences the data has. */
    public Long getSequences() {
        return sequences;
    }

    /** Names of the gates that led to the verdict, separated by commas. */
    public String getMissedGates() {
        return missedGates;
    }

    /** The device used, such as {@code cpu} or {@code cuda:0}. */
    public String getDevice() {
        return device;
    }

    public Double getSeconds() {
        return seconds;
    }

    /** The model's name with nothing hidden in it. */
    public String getSeriesText() {
        return PrintableText.of(series);
    }

    /** Path of the checkpoint with nothing hidden in it. */
    public String getCheckpointText() {
        return PrintableText.of(checkpoint);
    }

    /** Why it could not be verified, and what to do, in sentences with nothing hidden in them. */
    public String getExplanation() {
        if (message == null) {
            return ERROR.equals(verdict) ? "" : "What was stored of this verification is not complete.";
        }
        return PrintableText.of(message + (hint == null ? "" : " " + hint));
    }

    /** Why it could not be verified. */
    public String getMessage() {
        return message;
    }

    /** What to do about it. */
    public String getHint() {
        return hint;
    }
}
