package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds weights and a claim of two moments of one training run. Two epochs never agree on all digits of their metrics. */
final class EpochChecks {
    /** What a second run of the same weights on the same machine may differ by. */
    private static final double EVERY_DIGIT = 1e-9;

    private EpochChecks() {}

    static Optional<Finding> finding(Facts facts, EpochFacts epochs) {
        Gap gap = facts.gap();
        if (gap == null || Math.abs(gap.size()) <= ClaimResolution.FLOAT_SUMS) {
            return Optional.empty();
        }
        for (EpochFacts.Sibling sibling : epochs.siblings()) {
            if (sibling.differing().isEmpty() && !same(sibling.claim(), gap.claim())) {
                return Optional.of(stale(gap, sibling.name(), sibling.claim()));
            }
        }
        return numbers(gap, epochs);
    }

    /** What numbers tell. */
    private static Optional<Finding> numbers(Gap gap, EpochFacts epochs) {
        List<Stated> others = new ArrayList<>();
        epochs.siblings().stream()
                .filter(sibling -> !sibling.differing().isEmpty())
                .forEach(sibling -> others.add(new Stated(sibling.name(), sibling.claim())));
        epochs.earlier().forEach(earlier -> others.add(new Stated(earlier.name(), earlier.claim())));
        List<Stated> history = epochs.history().stream()
                .map(epoch -> new Stated(epoch.name(), epoch.claim()))
                .toList();
        return weightsOf(gap, history)
                .or(() -> staleAsEarlier(gap, epochs))
                .or(() -> claimOf(gap, epochs))
                .or(() -> weightsOf(gap, others));
    }

    /** A number that somebody stated for other weights, or for these at another time. */
    private record Stated(String name, double claim) {}

    private static Optional<Finding> weightsOf(Gap gap, List<Stated> others) {
        List<Double> all = others.stream().map(Stated::claim).toList();
        return others.stream()
                .filter(other -> gap.reproducible()
                        && !same(other.claim(), gap.claim())
                        && MatchEvidence.isOneOf(other.claim(), gap.actual(), all))
                .findFirst()
                .map(other -> weightsOf(gap, other.name(), other.claim()));
    }

    /** Of two trainings no two models reach the same mean in every digit, on the same rows by the same function on the same device. */
    private static Optional<Finding> staleAsEarlier(Gap gap, EpochFacts epochs) {
        return epochs.earlier().stream()
                .filter(earlier -> isOfSameWeights(gap, earlier) && !same(earlier.claim(), gap.claim()))
                .findFirst()
                .map(earlier -> staleAsEarlier(gap, earlier));
    }

    private static boolean isOfSameWeights(Gap gap, EpochFacts.Earlier earlier) {
        return earlier.comparable() && Math.abs(earlier.actual() - gap.actual()) <= EVERY_DIGIT;
    }

    /** A rounded claim is that of many. */
    private static Optional<Finding> claimOf(Gap gap, EpochFacts epochs) {
        if (gap.resolution().rounded()) {
            return Optional.empty();
        }
        Optional<Finding> sibling = epochs.siblings().stream()
                .filter(other -> !other.differing().isEmpty() && other.claim() == gap.claim())
                .findFirst()
                .map(other -> claimOf(gap, other));
        return sibling.or(() -> epochs.earlier().stream()
                .filter(other -> other.comparable()
                        && other.claim() == gap.claim()
                        && Math.abs(other.actual() - gap.actual()) > Gap.LOW_PRECISION)
                .findFirst()
                .map(other -> claimOf(gap, other)));
    }

    private static boolean same(double one, double other) {
        return Math.abs(one - other) <= ClaimResolution.FLOAT_SUMS;
    }

    private static Finding stale(Gap gap, String sibling, double claim) {
        Map<String, Object> evidence = evidence(gap, sibling);
        evidence.put("otherClaim", claim);
        return stale(gap, claim, "All tensors equal those of " + Causes.text(sibling) + " bit by bit", evidence);
    }

    private static Finding staleAsEarlier(Gap gap, EpochFacts.Earlier earlier) {
        Map<String, Object> evidence = evidence(gap, earlier.name());
        evidence.put("otherClaim", earlier.claim());
        evidence.put("otherMeasured", earlier.actual());
        return stale(
                gap,
                earlier.claim(),
                "On the same rows they give in every digit what " + Causes.text(earlier.name()) + " gave",
                evidence);
    }

    /** @param how they are known to be the other's, as the beginning of a sentence */
    private static Finding stale(Gap gap, double claim, String how, Map<String, Object> evidence) {
        boolean reproduced = same(claim, gap.actual());
        evidence.put("reproducesOtherClaim", reproduced);
        return Causes.finding(
                Cause.STALE,
                Severity.ERROR,
                "The weights are those of another checkpoint",
                how + ", which claims " + number(claim) + " where this one claims " + number(gap.claim())
                        + ". One of the two was saved with weights that are not its own.",
                evidence,
                reproduced ? 1.0 : null);
    }

    private static Finding claimOf(Gap gap, EpochFacts.Earlier earlier) {
        Map<String, Object> evidence = evidence(gap, earlier.name());
        evidence.put("otherClaim", earlier.claim());
        evidence.put("otherMeasured", earlier.actual());
        return otherEpoch(
                "The claim equals the one of " + Causes.text(earlier.name())
                        + " in every digit, but the weights are not the same: on the same rows that one reached "
                        + number(earlier.actual()) + ", and this one reaches " + number(gap.actual())
                        + ". Two trainings do not end at one number; one of the two claims was not measured on its weights.",
                evidence,
                // If the earlier one meets the claim, it is its.
                same(earlier.claim(), earlier.actual()) ? 1.0 : null);
    }

    private static Finding weightsOf(Gap gap, String epoch, double claim) {
        Map<String, Object> evidence = evidence(gap, epoch);
        evidence.put("otherClaim", claim);
        return otherEpoch(
                "The weights reach " + number(gap.actual()) + ", exactly what is recorded for " + Causes.text(epoch)
                        + "; the claim of " + number(gap.claim()) + " is that of another moment of the training.",
                evidence,
                1.0);
    }

    private static Finding claimOf(Gap gap, EpochFacts.Sibling sibling) {
        Map<String, Object> evidence = evidence(gap, sibling.name());
        evidence.put("otherClaim", sibling.claim());
        evidence.put("tensorsThatDiffer", sibling.differing().size());
        return otherEpoch(
                "The claim equals the one of " + Causes.text(sibling.name())
                        + " in every digit, but the weights are not the same: "
                        + sibling.differing().size()
                        + " tensors differ. It was not measured on these weights, which reach "
                        + number(gap.actual()) + ".",
                evidence,
                1.0);
    }

    private static Finding otherEpoch(String explanation, Map<String, Object> evidence, @Nullable Double explains) {
        return Causes.finding(
                Cause.OTHER_EPOCH,
                Severity.ERROR,
                "The claim is that of another epoch",
                explanation,
                evidence,
                explains);
    }

    private static Map<String, Object> evidence(Gap gap, String other) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("claim", gap.claim());
        evidence.put("measured", gap.actual());
        evidence.put("other", Causes.text(other));
        return evidence;
    }
}
