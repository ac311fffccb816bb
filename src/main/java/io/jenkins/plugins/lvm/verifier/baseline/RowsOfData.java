package io.jenkins.plugins.lvm.verifier.baseline;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import org.jspecify.annotations.Nullable;

/** Rows of sequences, which their digests tell apart. */
record RowsOfData(EvaluationData data) implements ComparedRows {
    @Override
    public @Nullable String apart(ValidationRows rows, Verification earlier) {
        String theirs = earlier.data().rowsDigest();
        if (theirs == null) {
            return "an older version verified it, which kept no digest of its rows";
        }
        if (theirs.equals(data.sequences().rowsDigest(rows))) {
            return null;
        }
        boolean otherIndices = !rows.sha256().equals(earlier.split().rowsSha256());
        // Only words depend on what can be forged.
        return otherIndices
                        && data.sequences().fingerprint().equals(earlier.data().fingerprint())
                ? "it was verified on other rows"
                : "it was verified on other data (" + earlier.data().path() + ")";
    }

    @Override
    public int @Nullable [] clusters(ValidationRows rows) {
        return data.groups().clusters(rows);
    }
}
