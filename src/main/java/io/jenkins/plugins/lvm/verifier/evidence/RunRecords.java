package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.diagnosis.RunFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.RunFacts.Better;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.NamedRows;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads what a checkpoint records of its run. */
final class RunRecords {
    private static final int MOST_EPOCHS = 10_000;
    private static final String LOSS = "val_loss";

    private RunRecords() {}

    static Optional<RunFacts> gather(Gathering from) {
        Checkpoint checkpoint = from.subject().checkpoint();
        OptionalLong steps = checkpoint.optimizerSteps();
        return Optional.of(new RunFacts(
                checkpoint.metadata().get("epoch") instanceof Long epoch ? epoch : null,
                steps.isPresent() ? Long.valueOf(steps.getAsLong()) : null,
                stepsPerEpoch(from),
                betterBefore(from.subject())));
    }

    private static List<Long> stepsPerEpoch(Gathering from) {
        OpenCheckpoint subject = from.subject();
        NamedRows heldOut = from.splits().trainers(subject.convention());
        if (heldOut == null || subject.convention().split().method() == SplitPlan.Method.ALL) {
            return List.of(); // It trained on another file, or on rows that nobody can tell.
        }
        long trained =
                (long) from.data().sequences().sequences() - heldOut.rows().size();
        long batch = subject.batch();
        return List.of((trained + batch - 1) / batch, trained / batch);
    }

    /** Of those that are better in both, the best. */
    private static @Nullable Better betterBefore(OpenCheckpoint subject) {
        Map<String, Object> metadata = subject.checkpoint().metadata();
        StatedMetric stated = subject.stated();
        String name = String.valueOf(subject.checkpoint().path().getFileName()).toLowerCase(Locale.ROOT);
        if (stated == null
                || stated.value() == null
                || !name.contains("best")
                || !(metadata.get(LOSS) instanceof Number loss)
                || !(metadata.get("history") instanceof List<?> entries)) {
            return null;
        }
        Better best = null;
        for (int i = 0; i < Math.min(entries.size(), MOST_EPOCHS); i++) {
            if (entries.get(i) instanceof Map<?, ?> entry
                    && entry.get(stated.metric()) instanceof Number cosine
                    && entry.get(LOSS) instanceof Number itsLoss
                    && cosine.doubleValue() > (best == null ? stated.value() : best.cosine())
                    && itsLoss.doubleValue() < loss.doubleValue()) {
                Object epoch = entry.get("epoch");
                best = new Better(
                        "epoch " + (epoch instanceof Number ? epoch : i + 1), cosine.doubleValue(), stated.value());
            }
        }
        return best;
    }
}
