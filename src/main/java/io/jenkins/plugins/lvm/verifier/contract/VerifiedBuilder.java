package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.List;

/** Builds what was found of one checkpoint: {@link Verified}. Each method is named after a component of the record; what is not set is absent, or 0. */
final class VerifiedBuilder {
    private String sha256;
    private Verdict verdict;
    private Double claim;
    private double actual;
    private Double gap;
    private Double standardError;
    private Double skill;
    private String forwardDefinition;
    private String servingForward;
    private String split;
    private long validationRows;
    private String rowsSha256;
    private String rowsDigest;
    private String heldOutRowsDigest;
    private String dataFingerprint;
    private String device;
    private List<GateOutcome> gates;
    private List<String> findings;
    private Software software;

    VerifiedBuilder sha256(String value) {
        sha256 = value;
        return this;
    }

    VerifiedBuilder verdict(Verdict value) {
        verdict = value;
        return this;
    }

    VerifiedBuilder claim(Double value) {
        claim = value;
        return this;
    }

    VerifiedBuilder actual(double value) {
        actual = value;
        return this;
    }

    VerifiedBuilder gap(Double value) {
        gap = value;
        return this;
    }

    VerifiedBuilder standardError(Double value) {
        standardError = value;
        return this;
    }

    VerifiedBuilder skill(Double value) {
        skill = value;
        return this;
    }

    VerifiedBuilder forwardDefinition(String value) {
        forwardDefinition = value;
        return this;
    }

    VerifiedBuilder servingForward(String value) {
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

    VerifiedBuilder rowsSha256(String value) {
        rowsSha256 = value;
        return this;
    }

    VerifiedBuilder rowsDigest(String value) {
        rowsDigest = value;
        return this;
    }

    VerifiedBuilder heldOutRowsDigest(String value) {
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

    VerifiedBuilder software(Software value) {
        software = value;
        return this;
    }

    /** The record. */
    Verified build() {
        return new Verified(
                sha256,
                verdict,
                claim,
                actual,
                gap,
                standardError,
                skill,
                forwardDefinition,
                servingForward,
                split,
                validationRows,
                rowsSha256,
                rowsDigest,
                heldOutRowsDigest,
                dataFingerprint,
                device,
                gates,
                findings,
                software);
    }
}
