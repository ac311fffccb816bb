package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;

/** Keeps what naive predictors reach on each row. */
public final class NaivePredictors implements ValidationPass.Observer {
    private final double[] copyLast;
    private final double[] contextMean;

    /** @param rows how many rows the pass has */
    public NaivePredictors(int rows) {
        copyLast = new double[rows];
        contextMean = new double[rows];
    }

    @Override
    public void see(Scored batch) {
        for (int row = 0; row < batch.size(); row++) {
            copyLast[batch.place(row)] = batch.geometry().copyLast(row);
            contextMean[batch.place(row)] = batch.geometry().contextMean(row);
        }
    }

    /** Cosine of the last context vector with the target, of each row in file order. */
    public double[] copyLast() {
        return copyLast.clone();
    }

    /** Cosine of the mean context vector with the target, of each row in file order. */
    public double[] contextMean() {
        return contextMean.clone();
    }

    /** Their means over the rows seen. */
    public VerificationReport.NaivePredictors means() {
        return means(copyLast, contextMean);
    }

    /**
     * Means over rows.
     *
     * @param copyLast of each row in file order
     * @param contextMean of each row in file order
     */
    public static VerificationReport.NaivePredictors means(double[] copyLast, double[] contextMean) {
        double sumOfCopyLast = 0;
        double sumOfContextMean = 0;
        for (int row = 0; row < copyLast.length; row++) {
            sumOfCopyLast += copyLast[row];
            sumOfContextMean += contextMean[row];
        }
        return new VerificationReport.NaivePredictors(
                sumOfCopyLast / copyLast.length, sumOfContextMean / contextMean.length);
    }
}
