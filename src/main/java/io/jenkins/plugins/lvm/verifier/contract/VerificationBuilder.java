package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Diagnosis;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Model;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.NaivePredictors;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Overlap;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieval;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.StateDictValue;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Verification}. Each method is named after a component of the record; what is not set is absent. */
@SuppressWarnings("NullAway.Init") // ReportCheck finds what was not set; the verdict comes last.
public final class VerificationBuilder {
    private CheckpointFile checkpoint;
    private Model model;
    private @Nullable Configuration configuration;
    private @Nullable Claim claim;
    private Data data;
    private @Nullable DataProfile dataProfile;
    private Split split;
    private @Nullable Risk risk;
    private Actual actual;
    private @Nullable Measured measured;
    private List<Alternative> alternatives = List.of();
    private List<StateDictValue> otherWeights = List.of();
    private @Nullable StateDictValue servingWeights;
    private @Nullable Serving serving;
    private List<Comparison> comparisons = List.of();
    private @Nullable NaivePredictors naivePredictors;
    private @Nullable Baseline baseline;
    private @Nullable HeldOut heldOut;
    private @Nullable Retrieval retrieval;
    private @Nullable Double gap;
    private @Nullable Overlap overlap;
    private List<GateOutcome> gates = List.of();
    private List<Finding> findings = List.of();
    private @Nullable Diagnosis diagnosis;
    private @Nullable Alignment alignment;
    private @Nullable ServiceCheck service;
    private @Nullable SelfCheck selfCheck;
    private Device device;
    private Timing timing;
    private Software software;
    private Verdict verdict;

    public VerificationBuilder() {}

    VerificationBuilder(Verification from) {
        checkpoint = from.checkpoint();
        model = from.model();
        configuration = from.configuration();
        claim = from.claim();
        data = from.data();
        dataProfile = from.dataProfile();
        split = from.split();
        risk = from.risk();
        actual = from.actual();
        measured = from.measured();
        alternatives = from.alternatives();
        otherWeights = from.otherWeights();
        servingWeights = from.servingWeights();
        serving = from.serving();
        comparisons = from.comparisons();
        naivePredictors = from.naivePredictors();
        baseline = from.baseline();
        heldOut = from.heldOut();
        retrieval = from.retrieval();
        gap = from.gap();
        overlap = from.overlap();
        gates = from.gates();
        findings = from.findings();
        diagnosis = from.diagnosis();
        alignment = from.alignment();
        service = from.service();
        selfCheck = from.selfCheck();
        device = from.device();
        timing = from.timing();
        software = from.software();
        verdict = from.verdict();
    }

    public VerificationBuilder checkpoint(CheckpointFile value) {
        checkpoint = value;
        return this;
    }

    public VerificationBuilder model(Model value) {
        model = value;
        return this;
    }

    public VerificationBuilder configuration(@Nullable Configuration value) {
        configuration = value;
        return this;
    }

    public VerificationBuilder claim(@Nullable Claim value) {
        claim = value;
        return this;
    }

    public VerificationBuilder data(Data value) {
        data = value;
        return this;
    }

    public VerificationBuilder dataProfile(@Nullable DataProfile value) {
        dataProfile = value;
        return this;
    }

    public VerificationBuilder split(Split value) {
        split = value;
        return this;
    }

    public VerificationBuilder risk(@Nullable Risk value) {
        risk = value;
        return this;
    }

    public VerificationBuilder actual(Actual value) {
        actual = value;
        return this;
    }

    public VerificationBuilder measured(@Nullable Measured value) {
        measured = value;
        return this;
    }

    public VerificationBuilder alternatives(List<Alternative> value) {
        alternatives = value;
        return this;
    }

    public VerificationBuilder otherWeights(List<StateDictValue> value) {
        otherWeights = value;
        return this;
    }

    public VerificationBuilder servingWeights(@Nullable StateDictValue value) {
        servingWeights = value;
        return this;
    }

    public VerificationBuilder serving(@Nullable Serving value) {
        serving = value;
        return this;
    }

    public VerificationBuilder comparisons(List<Comparison> value) {
        comparisons = value;
        return this;
    }

    public VerificationBuilder naivePredictors(@Nullable NaivePredictors value) {
        naivePredictors = value;
        return this;
    }

    public VerificationBuilder baseline(@Nullable Baseline value) {
        baseline = value;
        return this;
    }

    public VerificationBuilder heldOut(@Nullable HeldOut value) {
        heldOut = value;
        return this;
    }

    public VerificationBuilder retrieval(@Nullable Retrieval value) {
        retrieval = value;
        return this;
    }

    public VerificationBuilder gap(@Nullable Double value) {
        gap = value;
        return this;
    }

    public VerificationBuilder overlap(@Nullable Overlap value) {
        overlap = value;
        return this;
    }

    public VerificationBuilder gates(List<GateOutcome> value) {
        gates = value;
        return this;
    }

    public VerificationBuilder findings(List<Finding> value) {
        findings = value;
        return this;
    }

    public VerificationBuilder diagnosis(@Nullable Diagnosis value) {
        diagnosis = value;
        return this;
    }

    public VerificationBuilder alignment(@Nullable Alignment value) {
        alignment = value;
        return this;
    }

    public VerificationBuilder service(@Nullable ServiceCheck value) {
        service = value;
        return this;
    }

    public VerificationBuilder selfCheck(@Nullable SelfCheck value) {
        selfCheck = value;
        return this;
    }

    public VerificationBuilder device(Device value) {
        device = value;
        return this;
    }

    public VerificationBuilder timing(Timing value) {
        timing = value;
        return this;
    }

    public VerificationBuilder software(Software value) {
        software = value;
        return this;
    }

    public VerificationBuilder verdict(Verdict value) {
        verdict = value;
        return this;
    }

    /** The verification. */
    public Verification build() {
        return new Verification(
                checkpoint,
                model,
                configuration,
                claim,
                data,
                dataProfile,
                split,
                risk,
                actual,
                measured,
                alternatives,
                otherWeights,
                servingWeights,
                serving,
                comparisons,
                naivePredictors,
                baseline,
                heldOut,
                retrieval,
                gap,
                overlap,
                gates,
                findings,
                diagnosis,
                alignment,
                service,
                selfCheck,
                device,
                timing,
                software,
                verdict);
    }
}
