package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalPlan;
import org.jspecify.annotations.Nullable;

/** When no row may be left out. */
public final class AllRows {
    /** Fewer are read as they come. */
    private static final int FEWEST = 129;

    private AllRows() {}

    /** Why no row may be left out though a risk is allowed, in words; null if some may be. */
    public static @Nullable String reason(VerificationRequest request, OpenCheckpoint subject, EvaluationData data) {
        if (request.devices().size() > 1 || request.precision().equals("float64")) {
            return "computations are compared row by row";
        }
        if (request.service() != null) {
            return "a running service is asked for rows that are drawn already";
        }
        if (request.predictions() != null) {
            return "the service's own predictions are compared row by row";
        }
        if (data.sequences().packed().isPresent()) {
            return "the inputs are not contexts of vectors";
        }
        if (!isMeanOfCosines(request, subject, data)) {
            return "the claim is not a mean of cosines with targets";
        }
        if (!subject.selection().openVariants().isEmpty()) {
            return "a size that is not recorded has to be settled by the claim";
        }
        if (!subject.chosen().others().isEmpty()) {
            return "the other state dicts of the file are run on the same rows";
        }
        if (subject.selection().loose() != null) {
            return "a service that loads loosely is run on the same rows";
        }
        Population rows = Population.of(data, subject);
        if (!rows.hasPartners()) {
            return "one article validates alone, so that rows are told apart within it";
        }
        return rows.strata().drawable() < FEWEST ? "there are few" : null;
    }

    /** Whether what is claimed is of each row by itself, and between bounds. */
    private static boolean isMeanOfCosines(VerificationRequest request, OpenCheckpoint subject, EvaluationData data) {
        return request.metric() == null && isOfRows(request, subject, data);
    }

    /** Whether what is claimed is of predictions and their own targets, without a look at others. */
    public static boolean isOfRows(VerificationRequest request, OpenCheckpoint subject, EvaluationData data) {
        return subject.convention().space() == Space.COSINE
                && !RetrievalPlan.of(subject, request, data.sequences()).runs();
    }
}
