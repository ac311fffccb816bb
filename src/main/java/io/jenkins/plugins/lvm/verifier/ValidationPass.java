package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.score.ChanceLevel;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One pass over the validation rows, in file order and constant memory: every forward definition predicts each batch, and each
 * prediction becomes one score.
 */
final class ValidationPass {
    private final SequenceData data;
    private final ValidationRows rows;
    private final RowSet fileOrder;
    private final int[] positions;
    private final ArticleRuns articles;
    private final ChanceLevel chance;
    private final Map<FittingDefinition, DefinitionScores> scores = new LinkedHashMap<>();
    private double sumOfCopyLast;
    private double sumOfContextMean;

    /**
     * @param rows in evaluation order
     * @param articles article of each row of the file
     */
    ValidationPass(final SequenceData data, final ValidationRows rows, final ArticleRuns articles) {
        this.data = data;
        this.rows = rows;
        this.articles = articles;
        this.fileOrder = rows.rowSet();
        this.positions = new int[rows.size()];
        for (int position = 0; position < positions.length; position++) {
            positions[fileOrder.positionOf(rows.row(position))] = position;
        }
        this.chance = new ChanceLevel(data.dimension());
    }

    /** Runs the definitions; the first one is the one whose chance level is taken. */
    void run(final ForwardPass forward, final int batchSize, final Progress progress) {
        final List<FittingDefinition> definitions = forward.definitions();
        definitions.forEach(definition -> scores.put(definition, new DefinitionScores(rows.size())));
        try (RowScorer scorer = new RowScorer(data.dimension())) {
            data.forEachBatch(fileOrder, batchSize, batch -> {
                score(batch, forward, scorer);
                progress.rows(batch.from() + batch.size(), rows.size());
                return true;
            });
        }
    }

    private void score(final SequenceBatch batch, final ForwardPass forward, final RowScorer scorer) {
        final float[][] predictions =
                forward.predict(batch.contexts().asFloatBuffer(), batch.size(), data.contextLength());
        final float[] targets = floats(batch.targets());
        final long[] groups = new long[batch.size()];
        for (int place = 0; place < groups.length; place++) {
            groups[place] = articles.run(batch.row(place), batch.from() + place);
        }
        final List<FittingDefinition> definitions = forward.definitions();
        for (int i = 0; i < definitions.size(); i++) {
            scores.get(definitions.get(i))
                    .add(
                            scorer.score(predictions[i], targets, batch.size(), i == 0 ? chance : null, groups),
                            positions,
                            batch.from());
        }
        final double[][] trivial =
                scorer.baselines(floats(batch.contexts()), targets, batch.size(), data.contextLength());
        for (int place = 0; place < batch.size(); place++) {
            sumOfCopyLast += trivial[0][place];
            sumOfContextMean += trivial[1][place];
        }
    }

    DefinitionScores scores(final FittingDefinition definition) {
        return scores.get(definition);
    }

    /** Chance level of the first definition; empty for a single row. */
    OptionalDouble chance(final FittingDefinition first) {
        return chance.value(scores.get(first).sumOfCosines());
    }

    /** Mean cosine of the context's last vector with the target. */
    double copyLast() {
        return sumOfCopyLast / rows.size();
    }

    /** Mean cosine of the context's mean with the target. */
    double contextMean() {
        return sumOfContextMean / rows.size();
    }

    private static float[] floats(final ByteBuffer buffer) {
        final float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.duplicate().order(buffer.order()).asFloatBuffer().get(values);
        return values;
    }
}
