package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ArticleGroups;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.HeldOutRows;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import java.util.Arrays;

/**
 * The rows that a mean is taken over.
 *
 * @param rows all of them in evaluation order
 * @param strata which of their positions are drawn from
 * @param groups which rows are of one article
 */
public record Population(SequenceData data, ValidationRows rows, RowStrata strata, ArticleGroups groups) {

    /** Whether rows are of several articles, so that each has partners in others. */
    public boolean hasPartners() {
        return Arrays.stream(groups.of(rows)).distinct().limit(2).count() > 1;
    }

    /** Whether any row can be read without those before it. */
    boolean isStored() {
        return data.keys().stream().allMatch(key -> data.arrays()
                .array(key)
                .filter(array -> !array.deflated())
                .isPresent());
    }

    /** The rows that a checkpoint's claim is of. */
    public static Population of(EvaluationData data, OpenCheckpoint subject) {
        ValidationRows rows = subject.split().rows();
        return new Population(
                data.sequences(), rows, RowStrata.of(rows.size(), subject.kind(), subject.batch()), data.groups());
    }

    /** Rows that no trainer saw. */
    public static Population of(HeldOutRows unseen) {
        return new Population(
                unseen.data(), unseen.rows(), RowStrata.of(unseen.size(), MeanKind.SAMPLE_MEAN, 1), unseen.groups());
    }
}
