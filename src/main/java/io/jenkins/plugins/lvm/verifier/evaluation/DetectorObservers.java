package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Observer;
import java.util.List;

/** The registry of what looks at each batch of the first pass for the diagnosis alone. */
public final class DetectorObservers {
    private DetectorObservers() {}

    /** Fresh observers for one pass over these rows. */
    public static List<Observer> of(EvaluationData data, ValidationRows rows) {
        return List.of(new RowTraits(
                rows.rowSet(),
                data.sequences().contextLength(),
                data.sequences().dimension()));
    }
}
