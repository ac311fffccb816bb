package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Apart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the re-measured numbers: {@link Actual}. Each method is named after a component of the record; what is not set is absent, or 0. */
@SuppressWarnings("NullAway.Init") // ReportCheck finds what was not set.
public final class ActualBuilder {
    private double value;
    private MeanKind kind;
    private double sampleMean;
    private double batchMean;
    private @Nullable Double mse;
    private double standardDeviation;
    private @Nullable Double standardError;
    private String standardErrorKind;
    private double min;
    private double max;
    private Map<String, Double> percentiles;
    private Histogram histogram;
    private @Nullable Double chance;
    private @Nullable Double skill;
    private @Nullable Apart rowsApart;
    private double nonFinite;
    private double zeroPredictions;
    private @Nullable Double meanNorm;

    public ActualBuilder() {}

    /** The same numbers, to be changed in some. */
    public ActualBuilder(Actual from) {
        value = from.value();
        kind = from.kind();
        sampleMean = from.sampleMean();
        batchMean = from.batchMean();
        mse = from.mse();
        standardDeviation = from.standardDeviation();
        standardError = from.standardError();
        standardErrorKind = from.standardErrorKind();
        min = from.min();
        max = from.max();
        percentiles = from.percentiles();
        histogram = from.histogram();
        chance = from.chance();
        skill = from.skill();
        nonFinite = from.nonFinite();
        zeroPredictions = from.zeroPredictions();
        meanNorm = from.meanNorm();
    }

    public ActualBuilder value(double value) {
        this.value = value;
        return this;
    }

    public ActualBuilder kind(MeanKind value) {
        kind = value;
        return this;
    }

    public ActualBuilder sampleMean(double value) {
        sampleMean = value;
        return this;
    }

    public ActualBuilder batchMean(double value) {
        batchMean = value;
        return this;
    }

    public ActualBuilder mse(@Nullable Double value) {
        mse = value;
        return this;
    }

    public ActualBuilder standardDeviation(double value) {
        standardDeviation = value;
        return this;
    }

    public ActualBuilder standardError(@Nullable Double value) {
        standardError = value;
        return this;
    }

    public ActualBuilder standardErrorKind(String value) {
        standardErrorKind = value;
        return this;
    }

    public ActualBuilder min(double value) {
        min = value;
        return this;
    }

    public ActualBuilder max(double value) {
        max = value;
        return this;
    }

    public ActualBuilder percentiles(Map<String, Double> value) {
        percentiles = value;
        return this;
    }

    public ActualBuilder histogram(Histogram value) {
        histogram = value;
        return this;
    }

    public ActualBuilder chance(@Nullable Double value) {
        chance = value;
        return this;
    }

    public ActualBuilder skill(@Nullable Double value) {
        skill = value;
        return this;
    }

    public ActualBuilder rowsApart(@Nullable Apart value) {
        rowsApart = value;
        return this;
    }

    public ActualBuilder nonFinite(double value) {
        nonFinite = value;
        return this;
    }

    public ActualBuilder zeroPredictions(double value) {
        zeroPredictions = value;
        return this;
    }

    public ActualBuilder meanNorm(@Nullable Double value) {
        meanNorm = value;
        return this;
    }

    /** The record. */
    public Actual build() {
        return new Actual(
                value,
                kind,
                sampleMean,
                batchMean,
                mse,
                standardDeviation,
                standardError,
                standardErrorKind,
                min,
                max,
                percentiles,
                histogram,
                chance,
                skill,
                rowsApart,
                nonFinite,
                zeroPredictions,
                meanNorm);
    }
}
