package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Observer;
import java.util.ArrayList;
import java.util.List;

/** The registry of what looks at each batch of the first pass for the diagnosis alone. */
public final class DetectorObservers {
    private DetectorObservers() {}

    /**
     * Fresh observers for one pass over a checkpoint's rows.
     *
     * @param leaked sees the same pass
     */
    public static List<Observer> of(EvaluationData data, OpenCheckpoint subject, LeakedRows leaked) {
        ValidationRows rows = subject.split().rows();
        int dimension = data.sequences().dimension();
        List<Observer> observers = new ArrayList<>(List.of(
                new RowTraits(rows.rowSet(), data.sequences().contextLength()),
                new WindowOverlap(data, rows.size(), leaked),
                new MeanDirections(dimension, rows.size()),
                new OtherRowNumbers(data, rows, subject.batch())));
        // Asked only where the rows of a claim can be drawn again: it looks at pairs of rows.
        if (subject.claimed() != null && subject.split().description().reproducible()) {
            observers.add(new NeighbourTargets(dimension));
        }
        SecondOpinion.of(data, subject).ifPresent(observers::add);
        return observers;
    }
}
