package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieval;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieved;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.dataset.VectorBank;
import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalRanks.Ties;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import io.jenkins.plugins.lvm.verifier.trainer.RetrievalClaim;
import io.jenkins.plugins.lvm.verifier.trainer.RetrievalRule;
import io.jenkins.plugins.lvm.verifier.trainer.RetrievalRule.Candidates;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a checkpoint's retrieval claims is recomputed, and among which candidates.
 *
 * @param claims at least one if anything is to be done
 * @param bank the npz with the candidates; null where the targets of the rows are the candidates
 * @param unsupported why they cannot be recomputed, in words; null if they can
 */
public record RetrievalPlan(List<RetrievalClaim> claims, @Nullable Path bank, @Nullable String unsupported) {
    /** They go through a temporary file, whatever a compressed file says it holds. */
    private static final long MOST_NUMBERS = 4L << 30;

    /** By the trainer's convention, the data and what the request names. */
    public static RetrievalPlan of(OpenCheckpoint subject, VerificationRequest request, SequenceData data) {
        RetrievalRule rule = subject.convention().retrieval();
        List<RetrievalClaim> claims = request.sanity() || rule == null
                ? List.of()
                : RetrievalClaim.of(subject.checkpoint().statedRetrieval(), subject.convention());
        if (claims.isEmpty() || rule == null) {
            return new RetrievalPlan(List.of(), null, null);
        }
        if (rule.candidates() == Candidates.BANK) {
            Path bank = request.bank() == null
                    ? (VectorBank.isBeside(data) ? data.arrays().path() : null)
                    : Path.of(request.bank());
            return new RetrievalPlan(
                    claims, bank, bank == null ? subject.convention().needs() : null);
        }
        boolean part = request.maxSamples() > 0 && subject.split().rows().size() >= request.maxSamples();
        return new RetrievalPlan(
                claims,
                null,
                part ? "it looks for targets among those of all rows, and maxSamples leaves some out" : null);
    }

    /** Whether anything is to be recomputed. */
    public boolean runs() {
        return !claims.isEmpty() && unsupported == null;
    }

    /** The candidates; null where the targets of the rows are. Whoever asks closes them. */
    public @Nullable VectorBank open(SequenceData data) {
        if (bank == null) {
            return null;
        }
        VectorBank opened = VectorBank.open(bank);
        if ((long) opened.size() * opened.dimension() > MOST_NUMBERS) {
            opened.close();
            throw VerifierException.unreadable(
                    bank + " holds " + opened.size() + " vectors of " + opened.dimension()
                            + " components, which is more than 16 GiB in float32.",
                    "Name a bank that is smaller, such as the one that the trainer used.");
        }
        if (opened.dimension() != data.dimension()) {
            opened.close();
            throw VerifierException.unreadable(
                    "The vectors in " + bank + " have " + opened.dimension() + " components, but those in "
                            + data.arrays().path() + " have " + data.dimension() + ".",
                    "Name the npz with the vectors that the trainer looked for targets in.");
        }
        return opened;
    }

    /** The first claim, where none of them can be recomputed; null otherwise. */
    public @Nullable Claim unsupportedClaim(OpenCheckpoint subject) {
        if (claims.isEmpty() || unsupported == null) {
            return null;
        }
        RetrievalClaim first = claims.get(0);
        return new Claim(
                first.value(),
                first.stated().metric(),
                subject.convention().space(),
                subject.convention().kind(),
                null,
                first.stated().source(),
                false,
                unsupported);
    }

    /**
     * Holds what a run found against the claims.
     *
     * @param found ranks in the order of the pass
     * @param pass the rows of the pass
     * @param rows the same in evaluation order
     * @param clusters article of each row in evaluation order; null where the data names none
     */
    public Retrieval measured(RetrievalRanks found, RowSet pass, ValidationRows rows, int @Nullable [] clusters) {
        int[] places = new int[rows.size()];
        for (int position = 0; position < places.length; position++) {
            places[position] = pass.positionOf(rows.row(position));
        }
        RetrievalRanks ordered = found.inOrder(places);
        return new Retrieval(
                bank == null ? Candidates.VALIDATION_TARGETS.words() : bank.toString(),
                found.candidates(),
                claims.stream().map(claim -> measured(claim, ordered, clusters)).toList());
    }

    private static Retrieved measured(RetrievalClaim claim, RetrievalRanks ranks, int @Nullable [] clusters) {
        CosineStatistics expected = CosineStatistics.of(values(claim, ranks, Ties.EXPECTED), clusters);
        return new Retrieved(
                claim.stated().metric(),
                claim.stated().source(),
                claim.value(),
                expected.sampleMean(),
                CosineStatistics.sampleMean(values(claim, ranks, Ties.LAST)),
                CosineStatistics.sampleMean(values(claim, ranks, Ties.FIRST)),
                Measurement.number(expected.standardError()));
    }

    private static double[] values(RetrievalClaim claim, RetrievalRanks ranks, Ties ties) {
        return claim.stated().reciprocal()
                ? ranks.reciprocal(claim.stated().cutoff(), ties)
                : ranks.hits(claim.stated().cutoff(), ties);
    }
}
