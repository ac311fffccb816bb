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
        return rule == null
                ? List.of()
                : stated.stream().map(one -> of(one, rule)).filter(Objects::nonNull).toList();
    }

    private static @Nullable RetrievalClaim of(StatedRetrieval stated, RetrievalRule rule) {
        Double share = stated.share(rule.percent());
        return share == null ? null : new RetrievalClaim(stated, share);
    }
}
