package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.MovedTargets;
import io.jenkins.plugins.lvm.verifier.evaluation.NeighbourTargets;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.PairedSample;
import io.jenkins.plugins.lvm.verifier.evaluation.WindowOverlap;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds predictions against the targets of rows some places further on or back in the file, where no overlapping windows tell which target
 * belongs to which context. What pairs of rows within the pass rule out is an estimate; the distance that comes out best is measured on all
 * rows, if it can be the claim.
 */
final class TargetShifts {
    private static final int FEWEST_PAIRS = 8;

    private final Gathering from;
    private final OpenCheckpoint subject;
    private final Gap gap;

    private TargetShifts(Gathering from, Gap gap) {
        this.from = from;
        this.subject = from.subject();
        this.gap = gap;
    }

    /** A distance that was tried on some rows. */
    private record Tried(int by, PairedSample sample) {}

    /** One number for each distance at which there are rows enough; none where the model does not fall short, or where the file itself tells. */
    static List<Trial> gather(Gathering from, Gap gap) {
        boolean told = from.seen()
                .observer(WindowOverlap.class)
                .map(WindowOverlap::facts)
                .filter(WindowFacts::tellsTargets)
                .isPresent();
        Optional<NeighbourTargets> seen = from.seen().observer(NeighbourTargets.class);
        return told || seen.isEmpty() || gap.size() >= 0 || !gap.reproducible()
                ? List.of()
                : new TargetShifts(from, gap).trials(seen.get());
    }

    private List<Trial> trials(NeighbourTargets seen) {
        List<Tried> tried = new ArrayList<>();
        for (int by = -NeighbourTargets.FARTHEST; by <= NeighbourTargets.FARTHEST; by++) {
            PairedSample sample = new PairedSample(by == 0 ? new double[0] : seen.differences(by), subject);
            if (sample.size() >= FEWEST_PAIRS) {
                tried.add(new Tried(by, sample));
            }
        }
        Optional<Tried> best = tried.stream()
                .max((one, other) ->
                        Double.compare(one.sample().mean(), other.sample().mean()))
                .filter(one -> one.sample().mean() > 0 && one.sample().canClose(gap) && gap.canBeProven(tried.size()));
        return tried.stream()
                .map(one -> trial(
                        one.by(),
                        best.filter(one::equals).isPresent()
                                ? measured(one.by())
                                : gap.actual() + one.sample().mean()))
                .toList();
    }

    private double measured(int by) {
        from.running().progress().note("running the model on all rows, with targets of other rows beside them");
        return new MovedTargets(
                        from.data(),
                        subject,
                        from.running().device(),
                        from.running().batchSize(),
                        from.running().progress())
                .by(by)
                .mean(subject.kind(), subject.batch());
    }

    private Trial trial(int by, double value) {
        FittingDefinition judging = subject.selection().judging();
        int rows = Math.abs(by);
        return new Trial(
                Set.of(Factor.SHIFT),
                judging.name(),
                judging.positionalScale(),
                subject.split().label(),
                "the target " + rows + (rows == 1 ? " row " : " rows ") + (by > 0 ? "further on" : "further back")
                        + " in the file",
                value);
    }
}
