package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.DropoutFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.DropoutFacts.Drawn;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.TrainingRuns;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.TrainingPass;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Runs the model with the dropout that its checkpoint records, for some seeds and on a bounded number of rows. */
final class DropoutRuns {
    /** Together with the seeds no more rows than a verification of 60,000 sequences reads. */
    private static final int MOST_ROWS = 750;

    private static final int SEEDS = 8;

    private DropoutRuns() {}

    static Optional<DropoutFacts> gather(Gathering from) {
        OpenCheckpoint subject = from.subject();
        FittingDefinition judging = subject.selection().judging();
        double rate = recorded(subject.checkpoint());
        if (!Reruns.isWanted(from) || !(rate > 0 && rate < 1) || !TrainingPass.knows(judging)) {
            return Optional.empty();
        }
        from.running().progress().note("running the model " + SEEDS + " times with its dropout of " + rate);
        ValidationRows all = subject.split().rows();
        ValidationRows rows = all.limit(MOST_ROWS);
        List<DefinitionScores> runs = new TrainingRuns(
                        from.data(), rows, from.running().device(), from.running().batchSize(), from.running().progress())
                .of(judging, subject.weights(), rate, SEEDS);
        DefinitionScores whole = from.seen().pass().scores(judging, all);
        DefinitionScores sample = from.seen().pass().scores(judging, rows);
        int batch = subject.batch();
        ToDoubleFunction<DefinitionScores> cosine =
                scores -> scores.mean(subject.kind(), batch);
        ToDoubleFunction<DefinitionScores> loss = scores -> CosineStatistics.batchMean(scores.squaredErrors(), batch);
        return Optional.of(new DropoutFacts(
                rate,
                (double) rows.size() / all.size(),
                drawn(runs, sample, whole, cosine),
                drawn(runs, sample, whole, loss),
                loss(subject.checkpoint())));
    }

    /** What the whole would give, by what the sample does. */
    private static Drawn drawn(
            List<DefinitionScores> runs,
            DefinitionScores sample,
            DefinitionScores whole,
            ToDoubleFunction<DefinitionScores> number) {
        double still = number.applyAsDouble(whole);
        double onSample = number.applyAsDouble(sample);
        return new Drawn(
                still,
                runs.stream()
                        .map(run -> still + number.applyAsDouble(run) - onSample)
                        .toList());
    }

    private static double recorded(Checkpoint checkpoint) {
        for (Map<String, Object> holder : Arrays.asList(checkpoint.modelConfig(), checkpoint.args())) {
            if (holder.get("dropout") instanceof Number number) {
                return number.doubleValue();
            }
        }
        return 0;
    }

    private static @Nullable Double loss(Checkpoint checkpoint) {
        return checkpoint.metadata().get("val_loss") instanceof Number number
                ? Double.valueOf(number.doubleValue())
                : null;
    }
}
