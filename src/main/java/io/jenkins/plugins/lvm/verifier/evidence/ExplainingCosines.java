package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.selfcheck.CosinesAgain;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.NamedRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Few cosines of each function that was run, so that the one that is going to explain a claim can be computed again before anybody hears of it. To
 * do that with all of them would cost more than the search itself saves.
 */
final class ExplainingCosines {
    private static final int ROWS = 16;
    /** What makes it another function than the one that judges, whose rows are checked already. */
    private static final List<String> FUNCTIONS =
            List.of(Factor.FORWARD.name(), Factor.POSITIONAL.name(), Factor.TRAINING_SCALE.name());

    private final Map<Key, Kept> kept = new HashMap<>();

    /** As findings name it. */
    private record Key(String forward, @Nullable Double scale, String split) {}

    private record Kept(FittingDefinition definition, CosinesAgain.Found found) {}

    /**
     * Keeps some.
     *
     * @param scores of the function on these rows
     */
    void add(FittingDefinition definition, NamedRows split, DefinitionScores scores) {
        kept.computeIfAbsent(
                new Key(definition.name(), definition.positionalScale(), split.label()),
                key -> new Kept(definition, some(split.rows(), scores.cosines())));
    }

    private static CosinesAgain.Found some(ValidationRows rows, double[] cosines) {
        List<Integer> positions = IntStream.of(ValidationRows.spread(rows.size(), Math.min(ROWS, rows.size())))
                .boxed()
                .sorted(Comparator.comparing(rows::row))
                .toList();
        return new CosinesAgain.Found(
                positions.stream().mapToInt(rows::row).toArray(),
                positions.stream().mapToDouble(position -> cosines[position]).toArray());
    }

    /**
     * Checks what findings rest on that explain a claim by another function.
     *
     * @throws VerifierException if one was not computed rightly: then nothing is explained
     */
    List<Check> check(List<Finding> findings, EvaluationData data, OpenCheckpoint subject, Running running) {
        List<Check> checks = new ArrayList<>();
        for (Finding finding : findings) {
            Kept one = finding.explainsGap() == null ? null : kept.get(key(finding.evidence()));
            if (one != null && isOfAnotherFunction(finding.evidence())) {
                CosinesAgain again =
                        new CosinesAgain(one.definition(), subject.weights(), running.device(), running.cpu());
                SequenceData sequences = data.sequences();
                try (ComparedVectors compared = subject.compared(sequences, running.device())) {
                    checks.add(again.check(one.found(), sequences, compared));
                }
            }
        }
        return checks;
    }

    private static boolean isOfAnotherFunction(Map<String, Object> evidence) {
        return evidence.get("changed") instanceof Collection<?> changed
                && changed.stream().anyMatch(FUNCTIONS::contains);
    }

    private static Key key(Map<String, Object> evidence) {
        return new Key(
                String.valueOf(evidence.get("forwardDefinition")),
                evidence.get("positionalScale") instanceof Double scale ? scale : null,
                String.valueOf(evidence.get("split")));
    }
}
