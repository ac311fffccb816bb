package io.jenkins.plugins.lvm.verifier.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The 5-to-1 causal alignment of a checkpoint: does it predict the vector that comes next, and does it need the order of its context?
 * Five tests, described in {@code docs/alignment.md}. Numbers are {@code null} where no row could be used.
 *
 * <p>Two numberings of the offset k are reported side by side. In {@code legacy}, k = 0 is the place that the data names as the target's,
 * and k = +1 is judged. In {@code corrected}, k = +1 is where the articles really hold the target.
 *
 * @param trueNext one or two sentences: which legacy k is the true next vector, and how that was found out
 * @param trueNextOffset that k; null if the articles hold the target nowhere near
 * @param horizon steps of a rollout
 * @param articles where the articles' vectors were taken from; null if there are none
 * @param validation the rows of the data
 * @param outOfDistribution rows of other data
 * @param legacyGates for comparison with earlier reports
 * @param correctedGates what the rows say; where the true next vector is not known, three of them are not judged
 * @param notes what else has to be known to read the numbers
 * @param selfCheck how predictions were checked that these numbers rest on; null in reports of earlier versions
 */
public record Alignment(
        String trueNext,
        @Nullable Integer trueNextOffset,
        int horizon,
        @Nullable String articles,
        Rows validation,
        @Nullable Rows outOfDistribution,
        List<AlignmentGate> legacyGates,
        List<AlignmentGate> correctedGates,
        List<String> notes,
        @Nullable SelfCheck selfCheck) {

    public Alignment {
        legacyGates = legacyGates == null ? List.of() : List.copyOf(legacyGates);
        correctedGates = correctedGates == null ? List.of() : List.copyOf(correctedGates);
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /** With how it was checked. */
    public Alignment checked(SelfCheck check) {
        return new AlignmentBuilder()
                .trueNext(trueNext)
                .trueNextOffset(trueNextOffset)
                .horizon(horizon)
                .articles(articles)
                .validation(validation)
                .outOfDistribution(outOfDistribution)
                .legacyGates(legacyGates)
                .correctedGates(correctedGates)
                .notes(notes)
                .selfCheck(check)
                .build();
    }

    /** Whether no corrected gate is missed. */
    public boolean passed() {
        return correctedGates.stream().noneMatch(gate -> Boolean.FALSE.equals(gate.passed()));
    }

    /**
     * The five tests on one set of rows.
     *
     * @param data the npz
     * @param legacy tests A, B and D with the place that the data names; null if it names none
     * @param corrected the same, one before the place where the target really is; null if that is not known
     * @param orders test C
     * @param bins test E
     * @param rowsDigest root of the Merkle tree over the rows that were read, in file order, in hex; null in reports of earlier versions
     * @param articlesDigest SHA-256 in hex over the articles' vectors, each its number as a little-endian int64 and its components as
     *     little-endian float32; null where no articles were read, and in reports of earlier versions
     */
    public record Rows(
            String data,
            @Nullable Placed legacy,
            @Nullable Placed corrected,
            Orders orders,
            Bins bins,
            @Nullable String rowsDigest,
            @Nullable String articlesDigest) {}

    /**
     * The tests that look into the article, by one numbering.
     *
     * @param offsets test A: mean cosine of the prediction with the vector at each offset, keys {@code -3} to {@code 3}
     * @param margin the mean at +1 minus the greatest of the others
     * @param offsetRows rows of test A
     * @param recallAt1 test B: share of rows whose true vector is nearest to the prediction among all of its article
     * @param recallAt5 share of rows where it is among the five nearest
     * @param meanReciprocalRank mean of 1 / rank
     * @param retrievalRows rows of test B
     * @param rollout test D: mean cosine of predictions with what follows, each step fed with the step before
     * @param rolloutRows rows of test D
     */
    public record Placed(
            Map<String, Double> offsets,
            @Nullable Double margin,
            long offsetRows,
            @Nullable Double recallAt1,
            @Nullable Double recallAt5,
            @Nullable Double meanReciprocalRank,
            long retrievalRows,
            @Nullable Double rollout,
            long rolloutRows) {}

    /**
     * Test C: mean change of the cosine with the target when the context is changed.
     *
     * @param base mean cosine with the context as it is
     * @param shuffled its vectors in random order
     * @param reversed in reverse order
     * @param leaveOneOut one vector left out and the last one repeated, mean over which
     * @param repeatLast the last vector at every place
     * @param firstAsLast the first vector in place of the last
     */
    public record Orders(
            @Nullable Double base,
            @Nullable Double shuffled,
            @Nullable Double reversed,
            @Nullable Double leaveOneOut,
            @Nullable Double repeatLast,
            @Nullable Double firstAsLast,
            long rows) {}

    /**
     * Test E: mean cosine with the target by the coherence of the context, which is the mean cosine of neighbours in it.
     *
     * @param lowMean where coherence is below 0.45
     * @param normalMean where it is from 0.45 to 0.55
     */
    public record Bins(@Nullable Double lowMean, long lowRows, @Nullable Double normalMean, long normalRows) {}

    /**
     * One of the five conditions.
     *
     * @param name {@code offset_sweep}, {@code retrieval_rank}, {@code ablations}, {@code rollout} or {@code bins_delta}
     * @param passed null if there was nothing to judge
     * @param detail what missed which threshold, or why there was nothing to judge; empty if passed
     */
    public record AlignmentGate(String name, @Nullable Boolean passed, String detail) {}
}
