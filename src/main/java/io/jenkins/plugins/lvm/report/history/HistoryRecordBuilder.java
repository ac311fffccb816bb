package io.jenkins.plugins.lvm.report.history;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds what the history keeps of a checkpoint: {@link HistoryRecord}. Each method is named after a component of the record; what is not
 * set is absent, 0 or empty.
 */
public final class HistoryRecordBuilder {
    private int build;
    private @Nullable String folder;
    private long timestamp;
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String metric;
    private @Nullable String device;
    private @Nullable String checkpoint;
    private @Nullable String data;
    private long sequences;
    private @Nullable String forward;
    private @Nullable Double claim;
    private @Nullable Double actual;
    private @Nullable Double standardError;
    private @Nullable Double gap;
    private @Nullable Standing standing;
    private String missed = "";
    private @Nullable String problem;

    HistoryRecordBuilder() {}

    public HistoryRecordBuilder build(int value) {
        build = value;
        return this;
    }

    public HistoryRecordBuilder folder(String value) {
        folder = value;
        return this;
    }

    public HistoryRecordBuilder timestamp(long value) {
        timestamp = value;
        return this;
    }

    public HistoryRecordBuilder id(String value) {
        id = value;
        return this;
    }

    public HistoryRecordBuilder model(String value) {
        model = value;
        return this;
    }

    public HistoryRecordBuilder metric(@Nullable String value) {
        metric = value;
        return this;
    }

    public HistoryRecordBuilder device(@Nullable String value) {
        device = value;
        return this;
    }

    public HistoryRecordBuilder checkpoint(@Nullable String value) {
        checkpoint = value;
        return this;
    }

    public HistoryRecordBuilder data(@Nullable String value) {
        data = value;
        return this;
    }

    public HistoryRecordBuilder sequences(long value) {
        sequences = value;
        return this;
    }

    public HistoryRecordBuilder forward(@Nullable String value) {
        forward = value;
        return this;
    }

    public HistoryRecordBuilder claim(@Nullable Double value) {
        claim = value;
        return this;
    }

    public HistoryRecordBuilder actual(@Nullable Double value) {
        actual = value;
        return this;
    }

    public HistoryRecordBuilder standardError(@Nullable Double value) {
        standardError = value;
        return this;
    }

    public HistoryRecordBuilder gap(@Nullable Double value) {
        gap = value;
        return this;
    }

    public HistoryRecordBuilder standing(Standing value) {
        standing = value;
        return this;
    }

    public HistoryRecordBuilder missed(String value) {
        missed = value;
        return this;
    }

    public HistoryRecordBuilder problem(@Nullable String value) {
        problem = value;
        return this;
    }

    /**
     * The record.
     *
     * @throws NullPointerException without folder, id, model and standing, and, unless that is an error, device and actual
     */
    public HistoryRecord build() {
        if (standing != Standing.ERROR) {
            Objects.requireNonNull(device, "device");
            Objects.requireNonNull(actual, "actual");
        }
        return new HistoryRecord(
                build,
                Objects.requireNonNull(folder, "folder"),
                timestamp,
                Objects.requireNonNull(id, "id"),
                Objects.requireNonNull(model, "model"),
                metric,
                device,
                checkpoint,
                data,
                sequences,
                forward,
                claim,
                actual,
                standardError,
                gap,
                Objects.requireNonNull(standing, "standing"),
                missed,
                problem);
    }
}
