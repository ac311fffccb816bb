package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Apart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one verification when it is diagnosed. Immutable: a check reads it and returns findings. Facts of one subject
 * are a record of their own, and are found by their type; so a new detector adds a record, what gathers it and what reads it.
 */
public final class Facts {
    /** Gates that say that the model itself falls short. */
    private static final Set<GateMetric> SHORTCOMINGS =
            Set.of(GateMetric.GAP_BELOW, GateMetric.SKILL, GateMetric.COSINE, GateMetric.REGRESSION);

    /** What another device or a narrow type may do to a claim. */
    private static final double DEVICE_DRIFT = 2e-3;

    private final Verification measured;
    private final @Nullable Gap gap;
    private final Map<Class<?>, Object> subjects;
    private final List<Finding> explanations;

    /**
     * Takes what was gathered.
     *
     * @param measured the verification with its gates
     * @param gap claim and actual; null without a claim that can be recomputed
     * @param subjects records of facts, at most one of each class
     */
    public Facts(Verification measured, @Nullable Gap gap, List<?> subjects) {
        this.measured = measured;
        this.gap = gap;
        Map<Class<?>, Object> byClass = new LinkedHashMap<>();
        subjects.forEach(subject -> byClass.put(subject.getClass(), subject));
        this.subjects = Map.copyOf(byClass);
        this.explanations = gap == null
                ? List.of()
                : find(AlternativeFacts.class)
                        .map(tried -> new GapExplanation(
                                        gap, tried.measured(), tried.possible(), isSkilled(gap.claim()))
                                .findings())
                        .orElse(List.of());
    }

    /** The verification with its gates, before it is diagnosed. */
    public Verification measured() {
        return measured;
    }

    /** Claim and actual; null without a claim that can be recomputed. */
    public @Nullable Gap gap() {
        return gap;
    }

    /** The facts of one subject; empty if they were not gathered. */
    public <T> Optional<T> find(Class<T> subject) {
        return Optional.ofNullable(subject.cast(subjects.get(subject)));
    }

    /** What could have been measured instead and reproduces the claim. */
    List<Finding> explanations() {
        return explanations;
    }

    /** Whether something that could have been measured instead explains the gap. */
    boolean isExplained() {
        return explanations.stream().anyMatch(finding -> finding.explainsGap() != null);
    }

    /** Whether something of this code that could have been measured instead explains the gap. */
    boolean isExplainedBy(Cause cause) {
        return explanations.stream()
                .anyMatch(finding ->
                        finding.explainsGap() != null && finding.code().equals(cause.name()));
    }

    /** Whether one of these explanations has this code. */
    boolean isNamed(Cause cause) {
        return explanations.stream().anyMatch(finding -> finding.code().equals(cause.name()));
    }

    /** Whether a mean cosine is better than chance, where that can be told. */
    private boolean isSkilled(double cosine) {
        Double chance = measured.actual().chance();
        return chance == null || cosine - chance >= GateMetric.SKILL.defaultThreshold();
    }

    /** Whether the predictions are no better than chance. */
    boolean isWorthless() {
        Double skill = measured.actual().skill();
        return skill != null && skill < GateMetric.SKILL.defaultThreshold();
    }

    /** Whether, where there is no chance level, predictions tell rows apart no better than guesses may, or nobody can tell. */
    boolean isUndecided() {
        Apart apart = measured.actual().rowsApart();
        return measured.actual().chance() == null
                && (apart == null || apart.standardErrors() < GateMetric.ROWS_APART.defaultThreshold());
    }

    /** Whether a gate is missed that says that the model itself falls short. */
    boolean fallsShort() {
        return isMissed(SHORTCOMINGS);
    }

    /** Whether the actual is further below the claim than chance or another device makes it. */
    boolean isBelowClaim() {
        return gap != null && gap.size() < -Math.max(gap.tolerance(), DEVICE_DRIFT);
    }

    /** Whether the actual is further above the claim than it may be. */
    boolean isAboveClaim() {
        return isMissed(Set.of(GateMetric.GAP_ABOVE));
    }

    /** Whether one of these gates is missed. */
    boolean isMissed(Set<GateMetric> metrics) {
        return measured.gates().stream()
                .anyMatch(gate -> gate.outcome() == Outcome.MISSED && metrics.contains(gate.metric()));
    }

    /** Whether a gate is missed that a diagnosis could explain. */
    public static boolean deservesSearch(Verification measured) {
        Facts bare = new Facts(measured, null, List.of());
        return bare.fallsShort() || bare.isAboveClaim();
    }
}
