package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds vectors of another space: the data is coherent in itself, but what the model takes for the common direction of all vectors
 * is not that of these. It is a likely cause, not a proven one: a model with other weights errs in the same way.
 */
final class SpaceChecks {
    /** In few dimensions even turned vectors keep some of what a model goes by. */
    private static final double COLLAPSED = 0.75;

    private static final double ELSEWHERE = 0.5;
    private static final double COMMON = 0.12;
    private static final double COHERENT = 0.1;
    private static final double CONSTANT = 0.9;

    private SpaceChecks() {}

    static Optional<Finding> finding(Facts facts, SpaceFacts space) {
        Gap gap = facts.gap();
        boolean collapsed = gap != null && facts.isBelowClaim() && Math.abs(gap.actual()) < COLLAPSED * gap.claim();
        boolean common = space.predictionLength() > COMMON
                && space.predictionLength() < CONSTANT
                && space.targetLength() > COMMON;
        boolean coherent = space.copyLast() - (space.chance() > 0 ? space.chance() : 0) > COHERENT;
        if (gap == null || !collapsed || !common || !coherent || Math.abs(space.meanCosine()) > ELSEWHERE) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("claim", gap.claim());
        evidence.put("measured", gap.actual());
        evidence.put("cosineOfMeanPredictionAndMeanTarget", space.meanCosine());
        evidence.put("sameWithoutSigns", space.absoluteCosine());
        evidence.put("lengthOfMeanPrediction", space.predictionLength());
        evidence.put("lengthOfMeanTarget", space.targetLength());
        evidence.put("copyingTheLastVector", space.copyLast());
        return Optional.of(Causes.finding(
                Cause.OTHER_SPACE,
                Severity.WARNING,
                "The vectors may come from another space",
                "The data is sound in itself, copying the last vector reaches " + number(space.copyLast())
                        + "; but what all predictions have in common points elsewhere than what all targets have in common (cosine "
                        + number(space.meanCosine())
                        + "). Another encoder, another version of it, or components that were rotated, permuted or negated do that; so do weights that were damaged or belong to another model.",
                evidence,
                null));
    }
}
