package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baselines;

/** Adds up what trivial predictors reach. */
final class TrivialBaselines implements ValidationPass.Observer {
    private final int contextLength;
    private double sumOfCopyLast;
    private double sumOfContextMean;
    private long rows;

    TrivialBaselines(final int contextLength) {
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

    Baselines means() {
        return new Baselines(sumOfCopyLast / rows, sumOfContextMean / rows);
    }
}
