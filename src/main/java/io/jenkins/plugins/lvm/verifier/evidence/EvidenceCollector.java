package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Diagnosis;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.diagnosis.AmbiguityCheck;
import io.jenkins.plugins.lvm.verifier.diagnosis.Cause;
import io.jenkins.plugins.lvm.verifier.diagnosis.Causes;
import io.jenkins.plugins.lvm.verifier.diagnosis.ConfigurationCheck;
import io.jenkins.plugins.lvm.verifier.diagnosis.DataChecks;
import io.jenkins.plugins.lvm.verifier.diagnosis.DeviceCheck;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.GapExplanation;
import io.jenkins.plugins.lvm.verifier.diagnosis.OutputChecks;
import io.jenkins.plugins.lvm.verifier.diagnosis.OutputFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.PositionalCheck;
import io.jenkins.plugins.lvm.verifier.diagnosis.ResolutionCheck;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingCheck;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.SplitCheck;
import io.jenkins.plugins.lvm.verifier.diagnosis.SplitFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.TensorFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.TrainingChanges;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial;
import io.jenkins.plugins.lvm.verifier.diagnosis.WeightChecks;
import io.jenkins.plugins.lvm.verifier.evaluation.ContextSimilarity;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.trainer.Convention;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.ChosenSplit;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.NamedRows;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan;
import io.jenkins.plugins.lvm.verifier.trainer.TrainerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers the evidence of one verification, and says what it means. */
public final class EvidenceCollector {
    /** Gates that say that the model itself falls short. */
    private static final Set<GateMetric> SHORTCOMINGS =
            Set.of(GateMetric.GAP_BELOW, GateMetric.SKILL, GateMetric.COSINE, GateMetric.REGRESSION);

    private static final long CHEAP_BYTES = 256L << 20;

    private final VerificationRequest request;
    private final SplitChooser splits;
    private final OpenCheckpoint subject;
    private final Checkpoint checkpoint;
    private final StateDict state;
    private final Convention convention;
    private final ForwardSelection judgement;
    private final ChosenSplit split;

    /** @param subject the checkpoint that was measured */
    public EvidenceCollector(VerificationRequest request, SplitChooser splits, OpenCheckpoint subject) {
        this.request = request;
        this.splits = splits;
        this.subject = subject;
        this.checkpoint = subject.checkpoint();
        this.state = subject.state();
        this.convention = subject.convention();
        this.judgement = subject.selection();
        this.split = subject.split();
    }

    /** Findings and how far the search went. */
    public record Diagnosed(List<Finding> findings, Diagnosis diagnosis) {}

    /**
     * What the first pass saw.
     *
     * @param likeness of the judging definition's predictions
     * @param serving the service held against the trainer's definition, or null
     * @param baseline an earlier checkpoint, or null
     */
    public record Seen(ValidationPass pass, ContextSimilarity likeness, ServingFacts serving, BaselineRun baseline) {}

    /**
     * Diagnoses.
     *
     * @param measured the verification with its gates
     * @param search measures alternatives
     * @param run has the search run on the device of the measurement
     */
    public Diagnosed diagnose(
            final Verification measured,
            final Seen seen,
            final AlternativeSearch search,
            final Supplier<AlternativeSearch.Result> run) {
        final List<Finding> findings = new ArrayList<>(measured.findings());
        final Gap gap = gap(measured);
        final Actual actual = measured.actual();
        final boolean fallsShort = missed(measured, SHORTCOMINGS);
        final boolean aboveClaim = missed(measured, Set.of(GateMetric.GAP_ABOVE));
        final boolean missed = fallsShort || aboveClaim;

        final List<TensorFacts> tensors = tensors();
        final Optional<Finding> nonFinite = WeightChecks.nonFinite(tensors, actual.nonFinite());
        nonFinite.ifPresent(findings::add);
        OutputChecks.findings(outputFacts(actual, seen.likeness()), gap).stream()
                .filter(finding -> nonFinite.isEmpty() || !finding.code().equals(Cause.NON_FINITE.name()))
                .forEach(findings::add);

        final List<Finding> explained = new ArrayList<>();
        Diagnosis diagnosis = null;
        Double honest = null;
        if (gap != null) {
            final boolean hopeless = actual.nonFinite() == 1 || actual.zeroPredictions() == 1;
            List<Trial> trials = search.atHand(seen.pass());
            if (gap.isOpen() && !hopeless && AlternativeSearch.isWanted(request.diagnose(), missed)) {
                final Stopwatch watch = new Stopwatch();
                final AlternativeSearch.Result result = run.get();
                trials = result.trials();
                honest = result.honest();
                diagnosis = new Diagnosis(trials.size(), result.rows(), result.leftOut(), watch.total());
            }
            explained.addAll(new GapExplanation(gap, search.measured(actual.value()), trials).findings());
            AmbiguityCheck.finding(
                            judgement.judging().name(),
                            actual.value(),
                            gap,
                            measured.alternatives(),
                            tolerance(measured))
                    .filter(finding -> measured.serving() == null)
                    .ifPresent(explained::add);
        }
        split(gap, honest, aboveClaim, explained);
        if (explained.stream().noneMatch(finding -> finding.code().equals(Cause.POSITIONAL.name()))) {
            PositionalCheck.finding(
                            TrainerSettings.trainingScale(checkpoint.args()),
                            judgement.judging().positionalScale())
                    .ifPresent(explained::add);
        }
        findings.addAll(explained);

        final boolean good = explained.stream().anyMatch(finding -> finding.explainsGap() != null);
        WeightChecks.dead(tensors, fallsShort && !good).ifPresent(findings::add);
        ConfigurationCheck.finding(recorded(), judgement.judging().configuration(subject.weights()))
                .ifPresent(findings::add);
        if (gap == null || !gap.reproducible() || gap.isOpen()) {
            dataFile(missed).ifPresent(findings::add);
        }
        againstBaseline(measured, seen.baseline(), findings);
        if (seen.serving() != null) {
            ServingCheck.finding(seen.serving()).ifPresent(findings::add);
        }
        measured.comparisons()
                .forEach(comparison -> DeviceCheck.finding(measured.device().used(), comparison)
                        .ifPresent(findings::add));
        ResolutionCheck.finding(
                        measured.gates(),
                        actual.standardError(),
                        measured.baseline() == null
                                ? null
                                : measured.baseline().difference().standardError(),
                        measured.split().validationRows())
                .ifPresent(findings::add);
        return new Diagnosed(Causes.inOrder(findings), diagnosis);
    }

    private void againstBaseline(
            final Verification measured, final BaselineRun baseline, final List<Finding> findings) {
        final DataProfile profile = request.baselineProfile() != null || baseline == null
                ? request.baselineProfile()
                : baseline.dataProfile();
        if (profile != null) {
            DataChecks.drift(measured.dataProfile(), profile).ifPresent(findings::add);
        }
        if (baseline != null && baseline.configuration() != null) {
            TrainingChanges.finding(
                            measured.configuration(),
                            baseline.configuration(),
                            measured.baseline().name(),
                            missed(measured, Set.of(GateMetric.REGRESSION, GateMetric.REGRESSION_RELATIVE)))
                    .ifPresent(findings::add);
        }
    }

    private static boolean missed(final Verification measured, final Set<GateMetric> metrics) {
        return measured.gates().stream()
                .anyMatch(gate -> gate.outcome() == Outcome.MISSED && metrics.contains(gate.metric()));
    }

    private static Gap gap(final Verification measured) {
        final Claim claim = measured.claim();
        if (claim == null || !claim.supported()) {
            return null;
        }
        final Double error = measured.actual().standardError();
        return new Gap(
                claim.value(),
                measured.actual().value(),
                measured.split().reproducible(),
                error == null ? Double.NaN : error);
    }

    private OutputFacts outputFacts(final Actual actual, final ContextSimilarity likeness) {
        return new OutputFacts(
                split.rows().size(),
                actual.sampleMean(),
                actual.standardError() == null ? Double.NaN : actual.standardError(),
                actual.skill(),
                GateMetric.SKILL.defaultThreshold(),
                actual.nonFinite(),
                actual.zeroPredictions(),
                likeness.concentration(),
                likeness.positions(),
                likeness.likeness());
    }

    private List<TensorFacts> tensors() {
        final List<TensorFacts> tensors = new ArrayList<>();
        subject.health()
                .forEach((name, of) -> tensors.add(new TensorFacts(
                        name,
                        Arrays.stream(state.tensor(name).shape()).boxed().toList(),
                        of.weights(),
                        of.zero(),
                        of.nonFinite(),
                        of.largest(),
                        of.mean(),
                        of.deviation())));
        return tensors;
    }

    /** The threshold of the gate on disagreeing definitions. */
    private static double tolerance(final Verification measured) {
        return measured.gates().stream()
                .filter(gate -> gate.metric() == GateMetric.AMBIGUOUS_FORWARD)
                .mapToDouble(gate -> gate.threshold())
                .min()
                .orElse(GateMetric.AMBIGUOUS_FORWARD.defaultThreshold());
    }

    /** Says that rows were trained on, once: beside the split that reproduces the claim if there is one. */
    private void split(final Gap gap, final Double honest, final boolean aboveClaim, final List<Finding> explained) {
        final NamedRows trainers = splits.trainers(convention);
        final SplitFacts facts =
                new SplitFacts(split.label(), trainers == null ? null : trainers.label(), overlap(trainers), honest);
        SplitCheck.finding(facts, gap, aboveClaim).ifPresent(overlap -> {
            for (int i = 0; i < explained.size(); i++) {
                final Finding other = explained.get(i);
                if (other.code().equals(Cause.SPLIT.name())) {
                    explained.set(i, both(other, overlap));
                    return;
                }
            }
            explained.add(overlap);
        });
    }

    private static Finding both(final Finding reproduced, final Finding overlap) {
        final Map<String, Object> evidence = new LinkedHashMap<>(reproduced.evidence());
        evidence.putAll(overlap.evidence());
        return new Finding(
                reproduced.code(),
                reproduced.severity(),
                reproduced.title(),
                reproduced.explanation() + " " + overlap.explanation(),
                evidence,
                reproduced.explainsGap());
    }

    private double overlap(final NamedRows trainers) {
        if (trainers == null) {
            return 1 - convention.split().validationFraction();
        }
        if (convention.split().method() == SplitPlan.Method.ALL) {
            return 0; // It trained on another file.
        }
        final RowSet heldOut = trainers.rows().rowSet();
        int trained = 0;
        for (int position = 0; position < split.rows().size(); position++) {
            trained += heldOut.positionOf(split.rows().row(position)) < 0 ? 1 : 0;
        }
        return (double) trained / split.rows().size();
    }

    private Map<String, Object> recorded() {
        final Map<String, Object> recorded = new LinkedHashMap<>(checkpoint.modelConfig());
        checkpoint.declaredType().ifPresent(type -> recorded.put("model_type", type));
        return recorded;
    }

    private Optional<Finding> dataFile(final boolean missed) {
        final String digest = TrainerSettings.dataDigest(checkpoint.config());
        return DataChecks.file(
                TrainerSettings.dataPath(checkpoint.args(), checkpoint.config(), convention.split()),
                request.data(),
                digest,
                digest == null || !missed && tooLarge() ? null : FileDigest.sha256(Path.of(request.data())),
                missed);
    }

    /** Whether taking the data's digest is worth it only when something is wrong. */
    private boolean tooLarge() {
        return Path.of(request.data()).toFile().length() > CHEAP_BYTES;
    }

    /** Of the definitions that the pass ran, the name of the one at an index. */
    public static String name(final List<FittingDefinition> definitions, final int index) {
        return index < 0 ? null : definitions.get(index).name();
    }
}
