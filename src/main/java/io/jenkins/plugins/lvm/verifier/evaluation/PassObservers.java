package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What looked at each batch beside the scores.
 *
 * @param ofContexts whether the inputs are contexts; otherwise what looks at contexts sees nothing
 * @param kept the rows themselves, to send them to a service
 */
public record PassObservers(
        boolean ofContexts,
        NaivePredictors naive,
        ContextSimilarity similarity,
        DataProfiler profiler,
        LeakedRows leaked,
        List<ValidationPass.Observer> detectors,
        @Nullable KeptRows kept) {
    /**
     * What looks at a pass over the rows of a checkpoint.
     *
     * @param keeping whether the rows are kept
     */
    public static PassObservers of(EvaluationData all, OpenCheckpoint subject, boolean keeping) {
        SequenceData data = all.sequences();
        ValidationRows rows = subject.split().rows();
        LeakedRows leaked = new LeakedRows(data.contextLength());
        boolean ofContexts = data.packed().isEmpty();
        return new PassObservers(
                ofContexts,
                new NaivePredictors(rows.size()),
                new ContextSimilarity(data.contextLength(), data.dimension(), rows.size()),
                new DataProfiler(data.contextLength(), data.dimension(), all.groups(), rows.size()),
                leaked,
                ofContexts ? DetectorObservers.of(all, subject, leaked) : List.of(),
                keeping
                        ? new KeptRows(
                                data.contextLength(),
                                data.dimension(),
                                subject.selection().all().size(),
                                rows)
                        : null);
    }

    /** All of them. */
    public List<ValidationPass.Observer> all() {
        List<ValidationPass.Observer> all = new ArrayList<>();
        if (ofContexts) {
            all.addAll(List.of(naive, similarity, profiler, leaked));
            all.addAll(detectors);
        }
        if (kept != null) {
            all.add(kept);
        }
        return all;
    }
}
