package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** The registry of checks. A detector is one entry here, with a record of facts that {@code EvidenceCollector} gathers for it. */
public final class Checks {
    private static final Set<GateMetric> REGRESSIONS = Set.of(GateMetric.REGRESSION, GateMetric.REGRESSION_RELATIVE);

    /** Each looks at the facts alone, so their order does not matter. */
    static final List<Check> ALL = List.of(
            Checks::weights,
            Checks::outputs,
            Checks::alternatives,
            Checks::ambiguity,
            facts -> OverlapCheck.finding(facts).stream().toList(),
            facts -> LooseCheck.finding(facts).stream().toList(),
            of(ModelFacts.class, Checks::positional),
            of(ModelFacts.class, (facts, model) -> ConfigurationCheck.finding(model.recorded(), model.actual())),
            of(ModelFacts.class, Checks::settledSize),
            of(DataFileFacts.class, Checks::dataFile),
            of(EarlierFacts.class, Checks::drift),
            of(EarlierFacts.class, Checks::training),
            of(ServingFacts.class, (facts, serving) -> ServingCheck.finding(serving)),
            of(GraphFacts.class, (facts, graph) -> GraphCheck.finding(graph)),
            ProbeCheck::findings,
            Checks::devices,
            ServiceFindings::of,
            PrecisionCheck::findings,
            of(SliceFacts.class, SliceCheck::finding),
            all(WindowFacts.class, WindowChecks::findings),
            all(RerunFacts.class, RerunChecks::findings),
            of(QuantityFacts.class, QuantityChecks::finding),
            of(EpochFacts.class, EpochChecks::finding),
            all(RunFacts.class, RunChecks::findings),
            all(LoadedFacts.class, LoadedChecks::findings),
            of(NarrownessFacts.class, NarrownessChecks::finding),
            of(BlameFacts.class, BlameChecks::finding),
            of(ScaleFacts.class, PositionalCheck::fitted),
            of(DropoutFacts.class, DropoutCheck::finding),
            of(BatchNormFacts.class, BatchNormCheck::finding),
            of(SpaceFacts.class, SpaceChecks::finding),
            ApartCheck::findings,
            ResolutionCheck::findings);

    private Checks() {}

    /** All findings, the true cause first. */
    public static List<Finding> findings(Facts facts) {
        List<Finding> findings = new ArrayList<>(facts.measured().findings());
        ALL.forEach(check -> findings.addAll(check.findings(facts)));
        Unexplained.finding(facts, findings).ifPresent(findings::add);
        return Causes.inOrder(findings);
    }

    /** Those about a running service alone, where no pass over rows was made. */
    public static List<Finding> ofService(Facts facts) {
        return Causes.inOrder(ServiceFindings.of(facts));
    }

    /** A rule about one subject. */
    @FunctionalInterface
    interface SubjectRule<T> {
        Optional<Finding> finding(Facts facts, T subject);
    }

    /** The check that applies a rule where the facts of its subject are known. */
    static <T> Check of(Class<T> subject, SubjectRule<T> rule) {
        return facts -> facts.find(subject)
                .flatMap(found -> rule.finding(facts, found))
                .map(List::of)
                .orElse(List.of());
    }

    /** The check that applies a rule with any number of findings where the facts of its subject are known. */
    static <T> Check all(Class<T> subject, BiFunction<Facts, T, List<Finding>> rule) {
        return facts ->
                facts.find(subject).map(found -> rule.apply(facts, found)).orElseGet(List::of);
    }

    private static List<Finding> weights(Facts facts) {
        return facts.find(WeightFacts.class)
                .map(weights -> WeightChecks.findings(facts, weights))
                .orElse(List.of());
    }

    private static List<Finding> outputs(Facts facts) {
        boolean weightsSayIt = facts.find(WeightFacts.class)
                .map(weights -> WeightChecks.areNotFinite(weights.tensors()))
                .orElse(false);
        return facts.find(OutputFacts.class).map(output -> OutputChecks.findings(facts, output)).stream()
                .flatMap(List::stream)
                .filter(finding -> !weightsSayIt || !finding.code().equals(Cause.NON_FINITE.name()))
                .toList();
    }

    private static List<Finding> ambiguity(Facts facts) {
        return facts.measured().serving() == null
                        && facts.measured().service() == null
                        && !facts.measured().isProven()
                ? AmbiguityCheck.finding(facts).stream().toList()
                : List.of();
    }

    /** That rows were trained on is said once: beside the split that reproduces the claim if there is one. */
    private static List<Finding> alternatives(Facts facts) {
        List<Finding> findings = new ArrayList<>(facts.explanations());
        facts.find(SplitFacts.class)
                .flatMap(split -> SplitCheck.finding(split, facts.gap(), facts.isAboveClaim()))
                .ifPresent(overlap -> addBeside(overlap, findings));
        return findings;
    }

    private static void addBeside(Finding overlap, List<Finding> findings) {
        for (int i = 0; i < findings.size(); i++) {
            Finding other = findings.get(i);
            if (other.code().equals(Cause.SPLIT.name())) {
                findings.set(i, both(other, overlap));
                return;
            }
        }
        findings.add(overlap);
    }

    private static Finding both(Finding reproduced, Finding overlap) {
        Map<String, Object> evidence = new LinkedHashMap<>(reproduced.evidence());
        evidence.putAll(overlap.evidence());
        return new Finding(
                reproduced.code(),
                reproduced.severity(),
                reproduced.title(),
                reproduced.explanation() + " " + overlap.explanation(),
                evidence,
                reproduced.explainsGap());
    }

    private static Optional<Finding> positional(Facts facts, ModelFacts model) {
        return facts.isNamed(Cause.POSITIONAL)
                ? Optional.empty()
                : PositionalCheck.finding(model.trainingScale(), model.validationScale());
    }

    private static Optional<Finding> settledSize(Facts facts, ModelFacts model) {
        Gap gap = facts.gap();
        if (model.openSize() == null
                || gap == null
                || !gap.reproducible()
                || !ClaimResolution.isExactly(gap.claim(), gap.actual())) {
            return Optional.empty();
        }
        return Optional.of(Causes.finding(
                Cause.FORWARD_DEFINITION,
                Severity.INFO,
                "A size that is not recorded is settled by the claim",
                "Weights do not show it and the checkpoint does not record it, but " + model.openSize()
                        + " alone gives the claim exactly, so that is what was trained. Record it, because a service that"
                        + " assumes another size loads the same weights without complaint.",
                Map.of("judging", model.openSize(), "claim", gap.claim(), "actual", gap.actual()),
                null));
    }

    private static Optional<Finding> dataFile(Facts facts, DataFileFacts file) {
        Gap gap = facts.gap();
        return gap == null || !gap.reproducible() || !gap.isMetNearly() ? DataChecks.file(file) : Optional.empty();
    }

    private static Optional<Finding> drift(Facts facts, EarlierFacts earlier) {
        DataProfile now = facts.measured().dataProfile();
        DataProfile before = earlier.dataProfile();
        return now == null || before == null ? Optional.empty() : DataChecks.drift(now, before);
    }

    private static Optional<Finding> training(Facts facts, EarlierFacts earlier) {
        Configuration ours = facts.measured().configuration();
        Configuration theirs = earlier.configuration();
        return ours == null || theirs == null || earlier.baseline() == null
                ? Optional.empty()
                : TrainingChanges.finding(ours, theirs, earlier.baseline(), facts.isMissed(REGRESSIONS));
    }

    private static List<Finding> devices(Facts facts) {
        String device = facts.measured().device().used();
        return facts.measured().comparisons().stream()
                .flatMap(comparison -> DeviceCheck.finding(device, comparison).stream())
                .toList();
    }
}
