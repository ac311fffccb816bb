package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieval;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieved;

/** Retrieval metrics in words. */
public final class RetrievalText {
    private RetrievalText() {}

    /** What is claimed of a metric, among which candidates, and what ties leave open. */
    public static String detail(Retrieval retrieval, Retrieved metric) {
        return "claimed " + NumberFormats.cosine(metric.claim()) + " (" + metric.source() + "), among "
                + NumberFormats.count(retrieval.candidates()) + " candidates: " + retrieval.among()
                + (metric.low() == metric.high()
                        ? ""
                        : "; " + NumberFormats.cosine(metric.low()) + " to " + NumberFormats.cosine(metric.high())
                                + " by the order of candidates that are equally near");
    }

    /** What a checkpoint without a claimed cosine claims and reaches, as a clause. */
    static String headline(Retrieval retrieval) {
        Retrieved worst = retrieval.metrics().stream()
                .reduce((one, other) -> other.gap() < one.gap() ? other : one)
                .orElseThrow();
        return "The checkpoint claims " + worst.metric() + " of " + NumberFormats.cosine(worst.claim()) + ", reaches "
                + NumberFormats.cosine(worst.actual());
    }
}
