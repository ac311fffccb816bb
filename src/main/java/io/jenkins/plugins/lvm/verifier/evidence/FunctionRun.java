package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.trainer.TrainerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A function to run, and in what it differs from the one that judges. */
record FunctionRun(FittingDefinition definition, Set<Factor> changed) {
    /** Scales of the positional component that people choose. */
    private static final List<Double> SCALES = List.of(0.0, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0);

    /**
     * All that the weights also load into and that no weight shows: other sizes, such as every number of attention heads that divides the
     * width, other code (pre-norm, another activation, no mask, another pooling, with or without residual connections), other scales of
     * the positional component.
     *
     * @param known names of definitions that are run anyway
     */
    static List<FunctionRun> alternatives(OpenCheckpoint subject, Set<String> known) {
        FittingDefinition judging = subject.selection().judging();
        List<FunctionRun> runs = new ArrayList<>();
        ForwardDefinitions.ofEverySize(judging, subject.weights(), subject.hints()).stream()
                .filter(other -> !known.contains(other.name()) && !isSame(other, judging))
                .forEach(other -> runs.add(new FunctionRun(other, Set.of(Factor.FORWARD))));
        // Where nobody can draw the claim's rows again nothing is exact, and some of so many would come near by chance.
        if (subject.split().description().reproducible()) {
            judging.alterations().forEach(other -> runs.add(new FunctionRun(other, Set.of(Factor.FORWARD))));
            subject.selection().openVariants().stream()
                    .filter(variant -> variant != judging)
                    .flatMap(variant -> variant.alterations().stream())
                    .forEach(other -> runs.add(new FunctionRun(other, Set.of(Factor.FORWARD))));
        }
        if (judging.positionalScale() != null) {
            addScales(
                    runs,
                    judging,
                    TrainerSettings.trainingScale(subject.checkpoint().args()));
        }
        return runs;
    }

    private static void addScales(List<FunctionRun> runs, FittingDefinition judging, @Nullable Double training) {
        if (training != null && !training.equals(judging.positionalScale())) {
            runs.add(new FunctionRun(judging.withPositionalScale(training), Set.of(Factor.TRAINING_SCALE)));
        }
        for (Double scale : SCALES) {
            if (!scale.equals(judging.positionalScale()) && !scale.equals(training)) {
                runs.add(new FunctionRun(judging.withPositionalScale(scale), Set.of(Factor.POSITIONAL)));
            }
        }
    }

    private static boolean isSame(FittingDefinition one, FittingDefinition other) {
        return (one.heads() != null && one.heads().equals(other.heads()))
                || (one.chunkSize() != null && one.chunkSize().equals(other.chunkSize()));
    }
}
