package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;

/** Adds up what naive predictors reach. */
public final class NaivePredictors implements ValidationPass.Observer {
    private final int contextLength;
    private double sumOfCopyLast;
    private double sumOfContextMean;
    private long rows;

    public NaivePredictors(final int contextLength) {
        this.contextLength = contextLength;
    }

    @Override
    public void see(final Scored batch) {
        final double[][] trivial =
                batch.scorer().baselines(batch.contexts(), batch.targets(), batch.size(), contextLength);
        for (int row = 0; row < batch.size(); row++) {
            sumOfCopyLast += trivial[0][row];
            sumOfContextMean += trivial[1][row];
        }
        rows += batch.size();
    }

    /** Their means over the rows seen. */
    public VerificationReport.NaivePredictors means() {
        return new VerificationReport.NaivePredictors(sumOfCopyLast / rows, sumOfContextMean / rows);
    }
}
