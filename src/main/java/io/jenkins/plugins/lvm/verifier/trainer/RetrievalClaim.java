package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.checkpoint.StatedRetrieval;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A retrieval metric that a checkpoint claims.
 *
 * @param value a share of hits or a mean reciprocal rank, 0..1
 */
public record RetrievalClaim(StatedRetrieval stated, double value) {

    /** What a checkpoint claims by its trainer's convention; empty where that trainer measures no retrieval. */
    public static List<RetrievalClaim> of(List<StatedRetrieval> stated, Convention convention) {
        RetrievalRule rule = convention.retrieval();
        if (rule == null) {
            return List.of();
        }
        // Nobody mixes both: one share above 1 says that all are percent.
        boolean percent = rule.percent() || stated.stream().anyMatch(one -> !one.reciprocal() && one.number() > 1);
        return stated.stream()
                .map(one -> of(one, percent))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable RetrievalClaim of(StatedRetrieval stated, boolean percent) {
        Double share = stated.share(percent);
        return share == null ? null : new RetrievalClaim(stated, share);
    }
}
