package io.jenkins.plugins.lvm.verifier.baseline;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import org.jspecify.annotations.Nullable;

/** The rows that are held against those of an earlier verification. */
public interface ComparedRows {
    /** Why rows are not those of the earlier verification, in words; null if they are these very rows, which can be paired. */
    @Nullable
    String apart(ValidationRows rows, Verification earlier);

    /** Article of each row; null where nothing names one. */
    int @Nullable [] clusters(ValidationRows rows);
}
