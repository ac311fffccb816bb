package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says that a gap is not explained, and what was ruled out. No cause is better than a wrong one. */
final class Unexplained {
    private Unexplained() {}

    /**
     * Says it where alternatives were searched, and nothing that was found is a cause or a symptom.
     *
     * @param found what the other checks found
     */
    static Optional<Finding> finding(Facts facts, List<Finding> found) {
        Gap gap = facts.gap();
        Optional<AlternativeFacts> alternatives =
                facts.find(AlternativeFacts.class).filter(AlternativeFacts::searched);
        if (gap == null
                || gap.isMetNearly()
                || alternatives.isEmpty()
                || found.stream().anyMatch(Unexplained::leads)) {
            return Optional.empty();
        }
        List<Trial> trials = alternatives.get().trials();
        MatchEvidence worth = new MatchEvidence(gap, trials);
        List<String> ruledOut = new ArrayList<>();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("claim", gap.claim());
        evidence.put("actual", gap.actual());
        evidence.put("alternativesTried", trials.size());
        evidence.put("expectedByChanceWithin1e-4", worth.chanceHits(1e-4));
        for (Factor factor : Factor.values()) {
            List<Trial> alone = trials.stream()
                    .filter(trial -> trial.changed().equals(Set.of(factor)))
                    .toList();
            alone.stream().min(Comparator.comparingDouble(worth::distance)).ifPresent(nearest -> {
                ruledOut.add(String.format(
                        Locale.ROOT,
                        "%s (%d tried, the nearest is %s with %s)",
                        factor.plural(),
                        alone.size(),
                        nearest.describe(factor),
                        number(nearest.value())));
                evidence.put(
                        factor.name(),
                        Map.of("tried", alone.size(), "nearest", nearest.value(), "what", nearest.describe(factor)));
            });
        }
        return Optional.of(Causes.finding(
                Cause.NOT_EXPLAINED,
                facts.fallsShort() || facts.isAboveClaim() ? Severity.WARNING : Severity.INFO,
                "The gap is not explained",
                "None of what is known to make such a gap was found. Ruled out, because the claim of "
                        + number(gap.claim())
                        + " does not come out: " + String.join("; ", ruledOut)
                        + "."
                        + (alternatives.get().lossIsMet()
                                ? " The loss stated beside the claim is met exactly, so weights, function and rows are those of that"
                                        + " validation: the claim alone is of another origin."
                                : "")
                        + " The weights look trained, and predictions are finite"
                        + (facts.measured().actual().skill() == null
                                ? " and varied."
                                : ", varied and better than chance."),
                evidence,
                null));
    }

    /** What is a cause, a symptom, or explains that the rows are not the claim's. */
    private static boolean leads(Finding finding) {
        return Causes.role(finding) != Cause.Role.NOTE
                || (finding.code().equals(Cause.SPLIT.name())
                        && finding.evidence().containsKey("overlapWithTraining")
                        && finding.evidence().containsKey("actual"));
    }
}
