package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.StateDictValue;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the definition that judges with each of the other state dicts of the file, on the same rows. */
public final class OtherWeights {
    private final List<StateDictValue> values;
    private final @Nullable StateDictValue serving;

    private OtherWeights(List<StateDictValue> values, @Nullable StateDictValue serving) {
        this.values = values;
        this.serving = serving;
    }

    /**
     * Measures them in one pass, or in none where there is no other.
     *
     * @param judged what the one that judges reaches
     */
    public static OtherWeights measure(
            OpenCheckpoint subject,
            double judged,
            EvaluationData data,
            TorchDevice device,
            int batchSize,
            Progress progress) {
        ChosenWeights chosen = subject.chosen();
        List<StateDictValue> values = new ArrayList<>();
        if (!chosen.others().isEmpty()) {
            progress.note("with the other state dicts of the file: "
                    + String.join(", ", chosen.others().keySet()));
            FittingDefinition judging = subject.selection().judging();
            List<Map.Entry<String, StateDict>> others =
                    List.copyOf(chosen.others().entrySet());
            List<DefinitionScores> scores = new ChangedRuns(
                            data, subject.split().rows(), device, batchSize, progress)
                    .inSpaceOf(
                            subject,
                            others.stream()
                                    .map(other -> new ChangedRuns.Run(
                                            judging, new StateDictWeights(other.getValue()), Contexts.AS_THEY_ARE))
                                    .toList());
            for (int i = 0; i < others.size(); i++) {
                values.add(new StateDictValue(
                        others.get(i).getKey(), scores.get(i).mean(subject.kind(), subject.batch())));
            }
        }
        String served = chosen.serving();
        if (served == null) {
            return new OtherWeights(values, null);
        }
        double value = values.stream()
                .filter(other -> other.name().equals(served))
                .mapToDouble(StateDictValue::value)
                .findFirst()
                .orElse(judged);
        return new OtherWeights(values, new StateDictValue(served, value));
    }

    /** What each of them reaches. */
    public List<StateDictValue> values() {
        return values;
    }

    /** What the one that the service loads reaches; null when it is not named. */
    public @Nullable StateDictValue serving() {
        return serving;
    }
}
