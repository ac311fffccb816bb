package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.Attestation.ByMetric;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds what was found of one checkpoint: {@link Verified}. Each method is named after a component of the record; what is not set is absent, or 0. */
@SuppressWarnings("NullAway.Init") // All is set in one place.
final class VerifiedBuilder {
    private String sha256;
    private @Nullable List<FilePart> files;
    private Verdict verdict;
    private @Nullable Double claim;
    private double actual;
    private @Nullable Double gap;
    private @Nullable Double standardError;
    private @Nullable Double skill;
    private String forwardDefinition;
    private @Nullable String forwardOnnxSha256;
    private @Nullable String servingForward;
    private String split;
    private long validationRows;
    private @Nullable Double risk;
    private @Nullable Long riskSeed;
    private String rowsSha256;
    private @Nullable String rowsDigest;
    private @Nullable String scoredRowsDigest;
    private @Nullable MeanKind kind;
    private @Nullable Space space;
    private @Nullable Integer batchSize;
    private @Nullable String heldOutRowsDigest;
    private String dataFingerprint;
    private String device;
    private List<GateOutcome> gates;
    private List<String> findings;
    private Software software;
    private @Nullable ByMetric measured;

    VerifiedBuilder sha256(String value) {
        sha256 = value;
        return this;
    }

    VerifiedBuilder files(@Nullable List<FilePart> value) {
        files = value;
        return this;
    }

    VerifiedBuilder verdict(Verdict value) {
        verdict = value;
        return this;
    }

    VerifiedBuilder claim(@Nullable Double value) {
        claim = value;
        return this;
    }

    VerifiedBuilder actual(double value) {
        actual = value;
        return this;
    }

    VerifiedBuilder gap(@Nullable Double value) {
        gap = value;
        return this;
    }

    VerifiedBuilder standardError(@Nullable Double value) {
        standardError = value;
        return this;
    }

    VerifiedBuilder skill(@Nullable Double value) {
        skill = value;
        return this;
    }

    VerifiedBuilder forwardDefinition(String value) {
        forwardDefinition = value;
        return this;
    }

    VerifiedBuilder forwardOnnxSha256(@Nullable String value) {
        forwardOnnxSha256 = value;
        return this;
    }

    VerifiedBuilder servingForward(@Nullable String value) {
        servingForward = value;
        return this;
    }

    VerifiedBuilder split(String value) {
        split = value;
        return this;
    }

    VerifiedBuilder validationRows(long value) {
        validationRows = value;
        return this;
    }

    VerifiedBuilder risk(@Nullable Double value) {
        risk = value;
        return this;
    }

    VerifiedBuilder riskSeed(@Nullable Long value) {
        riskSeed = value;
        return this;
    }

    VerifiedBuilder rowsSha256(String value) {
        rowsSha256 = value;
        return this;
    }

    VerifiedBuilder rowsDigest(@Nullable String value) {
        rowsDigest = value;
        return this;
    }

    VerifiedBuilder scoredRowsDigest(@Nullable String value) {
        scoredRowsDigest = value;
        return this;
    }

    VerifiedBuilder kind(MeanKind value) {
        kind = value;
        return this;
    }

    VerifiedBuilder space(@Nullable Space value) {
        space = value;
        return this;
    }

    VerifiedBuilder batchSize(@Nullable Integer value) {
        batchSize = value;
        return this;
    }

    VerifiedBuilder heldOutRowsDigest(@Nullable String value) {
        heldOutRowsDigest = value;
        return this;
    }

    VerifiedBuilder dataFingerprint(String value) {
        dataFingerprint = value;
        return this;
    }

    VerifiedBuilder device(String value) {
        device = value;
        return this;
    }

    VerifiedBuilder gates(List<GateOutcome> value) {
        gates = value;
        return this;
    }

    VerifiedBuilder findings(List<String> value) {
        findings = value;
        return this;
    }

    VerifiedBuilder measured(@Nullable ByMetric value) {
        measured = value;
        return this;
    }

    VerifiedBuilder software(Software value) {
        software = value;
        return this;
    }

    /** The record. */
    Verified build() {
        return new Verified(
                sha256,
                files,
                verdict,
                claim,
                actual,
                gap,
                standardError,
                skill,
                forwardDefinition,
                forwardOnnxSha256,
                servingForward,
                split,
                validationRows,
                risk,
                riskSeed,
                rowsSha256,
                rowsDigest,
                scoredRowsDigest,
                kind,
                space,
                batchSize,
                heldOutRowsDigest,
                dataFingerprint,
                device,
                gates,
                findings,
                software,
                measured);
    }
}
