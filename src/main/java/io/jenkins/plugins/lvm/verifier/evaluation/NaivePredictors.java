package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;

/** Adds up what naive predictors reach. */
public final class NaivePredictors implements ValidationPass.Observer {
    private double sumOfCopyLast;
    private double sumOfContextMean;
    private long rows;

    @Override
    public void see(Scored batch) {
        for (int row = 0; row < batch.size(); row++) {
            sumOfCopyLast += batch.geometry().copyLast(row);
            sumOfContextMean += batch.geometry().contextMean(row);
        }
        rows += batch.size();
    }

    /** Their means over the rows seen. */
    public VerificationReport.NaivePredictors means() {
        return new VerificationReport.NaivePredictors(sumOfCopyLast / rows, sumOfContextMean / rows);
    }
}
