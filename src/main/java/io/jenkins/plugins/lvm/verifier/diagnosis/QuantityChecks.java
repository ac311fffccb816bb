package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the other quantity that a claim is. It takes part in the one contest of all numbers tried ({@link MatchEvidence}), and a
 * claim of other rows than those at hand proves nothing.
 */
final class QuantityChecks {
    private static final double HUNDRED = 100;
    private static final Set<Factor> OWN = Set.of(Factor.KIND, Factor.SUBSET, Factor.LIMIT, Factor.RANKS);

    private QuantityChecks() {}

    static Optional<Finding> finding(Facts facts, QuantityFacts quantities) {
        // In percent, the digits of a claim are worth a hundredth.
        double scale = Math.abs(quantities.stated()) > 1 ? HUNDRED : 1;
        Gap gap = new Gap(
                quantities.stated() / scale,
                quantities.measured().value() / scale,
                quantities.reproducible(),
                facts.gap() == null ? Sampling.UNKNOWN : facts.gap().sampling());
        if (!quantities.reproducible() || !gap.isOpen()) {
            return Optional.empty();
        }
        List<Trial> trials = new ArrayList<>();
        quantities.quantities().forEach(trial -> trials.add(scaled(trial, scale)));
        facts.find(AlternativeFacts.class).ifPresent(tried -> trials.addAll(tried.trials()));
        return new GapExplanation(gap, quantities.measured(), trials)
                .findings().stream()
                        .filter(finding -> finding.explainsGap() != null && isOwn(finding))
                        .findFirst();
    }

    /** Where another mean or split is as likely or likelier, that is said where these are compared. */
    private static boolean isOwn(Finding finding) {
        return OWN.stream().anyMatch(factor -> factor.cause().name().equals(finding.code()));
    }

    private static Trial scaled(Trial trial, double scale) {
        return scale == 1
                ? trial
                : new Trial(
                        trial.changed(),
                        trial.forward(),
                        trial.scale(),
                        trial.split(),
                        trial.statistic(),
                        trial.value() / scale);
    }
}
