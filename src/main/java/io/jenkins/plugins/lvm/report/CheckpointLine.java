package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.HistoryRow;
import io.jenkins.plugins.lvm.report.history.Series;
import io.jenkins.plugins.lvm.report.history.Standing;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.view.GateWords;
import io.jenkins.plugins.lvm.verifier.view.MetricWords;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One checkpoint of one build as a line of a table, and in the remote API; also one that could not be verified. */
@ExportedBean(defaultVisibility = 2)
public final class CheckpointLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final HistoryRecord record;
    private final @Nullable Double change;
    private final int buildsSince;

    private CheckpointLine(HistoryRecord record, @Nullable Double change, int buildsSince) {
        this.record = record;
        this.change = change;
        this.buildsSince = buildsSince;
    }

    CheckpointLine(final HistoryRow row) {
        this(row.record(), row.change(), 0);
    }

    CheckpointLine(final HistoryRecord record) {
        this(record, null, 0);
    }

    /**
     * The last checkpoint of a series, beside the one before it.
     *
     * @param lastBuild number of the job's last build that has ended
     */
    static CheckpointLine latest(Series series, int lastBuild) {
        List<HistoryRow> rows = series.rows();
        HistoryRow last = rows.get(rows.size() - 1);
        return new CheckpointLine(
                last.record(),
                last.change(),
                Math.max(0, lastBuild - last.record().build()));
    }

    HistoryRecord record() {
        return record;
    }

    @Exported
    public int getBuild() {
        return record.build();
    }

    /** Start of the build, milliseconds since the epoch. */
    @Exported
    public long getTimestamp() {
        return record.timestamp();
    }

    /** Name of the verification within the build. */
    @Exported
    public String getId() {
        return record.id();
    }

    @Exported
    public String getModel() {
        return record.model();
    }

    /** The device that computed the numbers; null if nothing was computed. */
    @Exported
    public @Nullable String getDevice() {
        return record.device();
    }

    @Exported
    public @Nullable String getCheckpoint() {
        return record.checkpoint();
    }

    @Exported
    public @Nullable String getData() {
        return record.data();
    }

    /** Sequences in the data. */
    @Exported
    public long getSequences() {
        return record.sequences();
    }

    @Exported
    public @Nullable String getForwardDefinition() {
        return record.forward();
    }

    @Exported
    public @Nullable Double getClaim() {
        return record.claim();
    }

    /** The re-measured number; null if the checkpoint could not be verified. */
    @Exported
    public @Nullable Double getActual() {
        return record.actual();
    }

    @Exported
    public @Nullable Double getStandardError() {
        return record.standardError();
    }

    /** What claim and actual are numbers of; null for the cosine. */
    @Exported
    public @Nullable String getMetric() {
        return record.metric();
    }

    /**
     * Actual minus claim, the other way round where lower is better; null without a claim that can be recomputed, and where it was not judged.
     */
    @Exported
    public @Nullable Double getGap() {
        return record.gap();
    }

    /** Actual minus that of the build before in the same series; null for the first, and where no history is at hand. */
    @Exported
    public @Nullable Double getChange() {
        return change;
    }

    /** {@code PASSED}, {@code UNSTABLE} or {@code FAILED}, or {@code ERROR} where the checkpoint could not be verified. */
    @Exported
    public String getVerdict() {
        return record.standing().name();
    }

    /** Why the checkpoint could not be verified, and what to do, in sentences with nothing hidden in them; null if it was. */
    @Exported
    public @Nullable String getProblem() {
        return record.problem() == null ? null : PrintableText.of(record.problem());
    }

    /** How many builds have ended since without a word about this model; 0 of a line that is not a series' last. */
    @Exported
    public int getBuildsSince() {
        return buildsSince;
    }

    /** Whether later builds have not verified the model, so that the verdict is that of another day. */
    public boolean isStale() {
        return buildsSince > 0;
    }

    /** Whether it passed, and later builds have not confirmed that: it is not shown in green. */
    public boolean isFaded() {
        return isStale() && record.standing() == Standing.PASSED;
    }

    /** How bad it is. A verdict that later builds have not confirmed is worse than one that passed. */
    int rank() {
        return 2 * record.standing().ordinal() + (isFaded() ? 1 : 0);
    }

    /** What there is to say beside the verdict; empty if nothing. */
    public String getRemark() {
        String reason = record.isError() ? String.valueOf(getProblem()) : getMissedText();
        if (!isStale()) {
            return reason;
        }
        String age = Messages.count("stale", buildsSince);
        return reason.isEmpty() ? age : age + "; " + reason;
    }

    /** Names of the gates that led to the verdict, separated by commas. */
    @Exported
    public String getMissedGates() {
        return record.missed();
    }

    /** Path of the checkpoint's page below the build's. */
    @Exported
    public String getPage() {
        return LvmVerificationAction.URL + "/checkpoint/" + record.id() + "/";
    }

    /** The model's name with nothing hidden in it. */
    public String getModelText() {
        return PrintableText.of(record.model());
    }

    /** The device's name with nothing hidden in it. */
    public String getDeviceText() {
        return record.device() == null ? "" : PrintableText.of(record.device());
    }

    /** Path of the data with nothing hidden in it. */
    public String getDataText() {
        return PrintableText.of(record.data());
    }

    public String getTimeText() {
        return TIME.format(Instant.ofEpochMilli(record.timestamp()).atZone(ZoneId.systemDefault()));
    }

    public String getClaimText() {
        return record.isError()
                ? NumberFormats.NONE
                : record.claim() == null ? Messages.of("none") : MetricWords.figure(record.metric(), record.claim());
    }

    public String getActualText() {
        return record.actual() == null
                ? NumberFormats.NONE
                : MetricWords.figure(record.metric(), record.actual())
                        + (record.metric() == null ? "" : " " + PrintableText.of(record.metric()));
    }

    public String getGapText() {
        return MetricWords.difference(record.metric(), record.gap());
    }

    public String getChangeText() {
        return MetricWords.difference(record.metric(), change);
    }

    /** The data file's name. */
    public String getDataName() {
        return record.data() == null ? NumberFormats.NONE : RecordedPath.fileName(getDataText());
    }

    public String getSequencesText() {
        return record.isError() ? "" : Messages.of("sequences", NumberFormats.shortCount(record.sequences()));
    }

    /** The gates that led to the verdict, readable. */
    public String getMissedText() {
        return missedText(LocaleProvider.getLocale());
    }

    String missedText(Locale locale) {
        String missed = PrintableText.of(record.missed());
        String english = GateWords.names(missed);
        String translated = Arrays.stream(missed.split(","))
                .map(name -> Translations.phrase(GateWords.names(name), locale))
                .collect(Collectors.joining(", "));
        return translated.equalsIgnoreCase(english) ? english : translated;
    }
}
