package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import java.util.Map;

/**
 * What definitions reached on some rows that were drawn.
 *
 * @param size how many
 * @param scores of each definition, by row
 * @param leaked of each row whether its target stands in its own context
 * @param partners cosine of the judging definition's predictions with the target of each row's partner; empty where none has any
 */
public record DrawnRows(
        int size, Map<FittingDefinition, DefinitionScores> scores, boolean[] leaked, double[] partners) {

    /** The cosine, or the least there is where the prediction is not finite. */
    double cosine(FittingDefinition definition, int row) {
        DefinitionScores of = scores.get(definition);
        if (of == null) {
            throw new IllegalArgumentException("The definition was not run.");
        }
        return Double.isNaN(of.norms()[row]) ? -1 : Math.max(-1, Math.min(1, of.cosines()[row]));
    }

    /** The cosine above that with the partner's target, in −2..2. */
    double skill(FittingDefinition definition, int row) {
        DefinitionScores of = scores.get(definition);
        return of == null || Double.isNaN(of.norms()[row]) ? -2 : cosine(definition, row) - partners[row];
    }

    boolean isNonFinite(FittingDefinition definition, int row) {
        DefinitionScores of = scores.get(definition);
        return of != null && Double.isNaN(of.norms()[row]);
    }

    boolean isLeaked(int row) {
        return leaked[row];
    }

    boolean isZero(FittingDefinition definition, int row) {
        DefinitionScores of = scores.get(definition);
        return of != null && of.norms()[row] == 0;
    }
}
