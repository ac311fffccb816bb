package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.HistoryRow;
import io.jenkins.plugins.lvm.report.history.Series;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One checkpoint of one build as a line of a table, and in the remote API. */
@ExportedBean(defaultVisibility = 2)
public final class CheckpointLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final HistoryRecord record;
    private final @Nullable Double change;

    CheckpointLine(final HistoryRow row) {
        this.record = row.record();
        this.change = row.change();
    }

    CheckpointLine(final HistoryRecord record) {
        this.record = record;
        this.change = null;
    }

    /** The last checkpoint of a series, beside the one before it. */
    static CheckpointLine latest(final Series series) {
        final List<HistoryRow> rows = HistoryRow.of(series.latest(2));
        return new CheckpointLine(rows.get(rows.size() - 1));
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

    @Exported
    public String getDevice() {
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

    @Exported
    public double getActual() {
        return record.actual();
    }

    @Exported
    public @Nullable Double getStandardError() {
        return record.standardError();
    }

    /** Actual minus claim; null without a claim that can be recomputed. */
    @Exported
    public @Nullable Double getGap() {
        return record.gap();
    }

    /** Actual minus that of the build before in the same series; null for the first, and where no history is at hand. */
    @Exported
    public @Nullable Double getChange() {
        return change;
    }

    @Exported
    public String getVerdict() {
        return record.verdict().name();
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
        return PrintableText.of(record.device());
    }

    /** Path of the data with nothing hidden in it. */
    public String getDataText() {
        return PrintableText.of(record.data());
    }

    public String getTimeText() {
        return TIME.format(Instant.ofEpochMilli(record.timestamp()).atZone(ZoneId.systemDefault()));
    }

    public String getClaimText() {
        return record.claim() == null ? "none" : NumberFormats.cosine(record.claim());
    }

    public String getActualText() {
        return NumberFormats.cosine(record.actual());
    }

    public String getGapText() {
        return NumberFormats.difference(record.gap());
    }

    public String getChangeText() {
        return NumberFormats.difference(change);
    }

    /** The data file's name. */
    public String getDataName() {
        return record.data() == null ? NumberFormats.NONE : RecordedPath.fileName(getDataText());
    }

    public String getSequencesText() {
        return NumberFormats.shortCount(record.sequences()) + " sequences";
    }

    /** The gates that led to the verdict, readable. */
    public String getMissedText() {
        return PrintableText.of(record.missed())
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ')
                .replace(",", ", ");
    }
}
