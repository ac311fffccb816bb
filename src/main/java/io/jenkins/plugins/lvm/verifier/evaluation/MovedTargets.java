package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** One pass in which each prediction is compared with the target of another row of the file, always at the same distance from its own. */
public final class MovedTargets {
    /** Bytes of targets that are kept at a time. */
    private static final long MOST_BYTES = 64L << 20;

    private final SequenceData data;
    private final OpenCheckpoint subject;
    private final TorchDevice device;
    private final int batchSize;
    private final Progress progress;

    /** @param subject whose rows are run */
    public MovedTargets(
            EvaluationData data, OpenCheckpoint subject, TorchDevice device, int batchSize, Progress progress) {
        this.data = data.sequences();
        this.subject = subject;
        this.device = device;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    /**
     * What the judging definition reaches.
     *
     * @param by rows of the file from each row to the one whose target it is compared with; after the file's last row comes the first
     */
    public DefinitionScores by(int by) {
        RowSet rows = subject.split().rows().rowSet();
        RowValues values = new RowValues(rows);
        int most = (int) Math.max(1, MOST_BYTES / Float.BYTES / data.dimension());
        try (ComparedVectors compared = subject.compared(data, device);
                ForwardPass forward =
                        ForwardPass.verified(List.of(subject.selection().judging()), subject.weights(), device);
                RowScorer scorer = new RowScorer(data.dimension())) {
            for (int start = 0; start < rows.size(); start += most) {
                int first = start;
                RowSet some = RowSet.of(IntStream.range(first, Math.min(rows.size(), first + most))
                        .map(rows::row)
                        .toArray());
                Targets moved = read(some, by);
                data.forEachBatch(some, batchSize, batch -> {
                    float[] contexts = batch.contextValues();
                    float[] targets =
                            compared.targets(() -> contexts, moved.of(batch.from(), batch.size()), batch.size());
                    float[] predictions =
                            forward.predictHeld(FloatBuffer.wrap(contexts), batch.size(), data.contextLength())[0];
                    float[] made = compared.predictions(() -> contexts, predictions, batch.size());
                    values.add(scorer.score(made, targets, batch.size(), null, null), first + batch.from());
                    progress.rows(first + batch.from() + batch.size(), rows.size());
                    return true;
                });
            }
        }
        return values.in(subject.split().rows());
    }

    /**
     * Targets of other rows.
     *
     * @param places of each row's target among the values
     * @param values row-major [rows, dimension]
     */
    private record Targets(int[] places, float[] values, int dimension) {
        float[] of(int from, int size) {
            float[] some = new float[size * dimension];
            for (int i = 0; i < size; i++) {
                System.arraycopy(values, places[from + i] * dimension, some, i * dimension, dimension);
            }
            return some;
        }
    }

    private Targets read(RowSet rows, int by) {
        int dimension = data.dimension();
        int[] wanted = IntStream.range(0, rows.size())
                .map(place -> Math.floorMod(rows.row(place) + by, data.sequences()))
                .toArray();
        RowSet others = RowSet.of(wanted);
        float[] values = new float[others.size() * dimension];
        // Rows that nothing else reads would drive out of the cache those that every verification uses.
        data.withoutCache().forEachBatch(others, batchSize, batch -> {
            System.arraycopy(batch.targetValues(), 0, values, batch.from() * dimension, batch.size() * dimension);
            return true;
        });
        int[] places = IntStream.of(wanted).map(others::positionOf).toArray();
        return new Targets(places, values, dimension);
    }
}
