package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;

/** Builds what vectors are like: {@link DataProfile}. Each method is named after a component of the record; what is not set is absent, or 0. */
@SuppressWarnings("NullAway.Init") // ReportCheck finds what was not set.
public final class DataProfileBuilder {
    private long rows;
    private double norm;
    private double normDeviation;
    private double targetNorm;
    private double coherence;
    private double continuation;
    private String mean;
    private double meanError;
    private String deviations;

    public DataProfileBuilder rows(long value) {
        rows = value;
        return this;
    }

    public DataProfileBuilder norm(double value) {
        norm = value;
        return this;
    }

    public DataProfileBuilder normDeviation(double value) {
        normDeviation = value;
        return this;
    }

    public DataProfileBuilder targetNorm(double value) {
        targetNorm = value;
        return this;
    }

    public DataProfileBuilder coherence(double value) {
        coherence = value;
        return this;
    }

    public DataProfileBuilder continuation(double value) {
        continuation = value;
        return this;
    }

    public DataProfileBuilder mean(String value) {
        mean = value;
        return this;
    }

    public DataProfileBuilder meanError(double value) {
        meanError = value;
        return this;
    }

    public DataProfileBuilder deviations(String value) {
        deviations = value;
        return this;
    }

    /** The record. */
    public DataProfile build() {
        return new DataProfile(
                rows, norm, normDeviation, targetNorm, coherence, continuation, mean, meanError, deviations);
    }
}
