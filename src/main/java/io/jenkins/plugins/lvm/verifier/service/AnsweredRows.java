package io.jenkins.plugins.lvm.verifier.service;

import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Compared;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Row;
import io.jenkins.plugins.lvm.verifier.evaluation.KeptRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that the service answered, held against the verified definition, which is the first of the rows' definitions; or against cosines
 * that were attested of it, where the rows' targets stand in place of its predictions.
 */
final class AnsweredRows {
    private final KeptRows rows;
    private final int dimension;
    private final RowMeasure measure;
    private final double tolerance;
    /** By position; null where predictions are compared. */
    private final float @Nullable [] attested;

    private final List<Answered> answered = new ArrayList<>();
    private final List<Row> compared = new ArrayList<>();
    private long differing;
    private @Nullable Row first;

    /** A prediction of the service for the row at a position. */
    private record Answered(int position, double[] prediction) {}

    AnsweredRows(KeptRows rows, int dimension, RowMeasure measure, double tolerance, float @Nullable [] attested) {
        this.rows = rows;
        this.dimension = dimension;
        this.measure = measure;
        this.tolerance = tolerance;
        this.attested = attested;
    }

    /**
     * One more answer.
     *
     * @param position of the row in the order of the draw
     * @param row its number in the file
     */
    void add(int position, int row, double[] prediction) {
        float[] verified = rows.prediction(0, position);
        double cosine = RowMeasure.cosine(prediction, verified);
        double difference =
                attested == null ? measure.difference(prediction, verified) : Math.abs(cosine - attested[position]);
        Row found = new Row(position, row, difference, cosine);
        answered.add(new Answered(position, prediction));
        compared.add(found);
        if (found.difference() > tolerance) {
            differing++;
            first = first == null ? found : first;
        }
    }

    int size() {
        return answered.size();
    }

    boolean differ() {
        return first != null;
    }

    /** How the answers compare with the verified definition. */
    Compared summary() {
        Row worst = null;
        double cosines = 0;
        for (Row row : compared) {
            worst = worst == null || row.difference() > worst.difference() ? row : worst;
            cosines += row.cosine();
        }
        return new Compared(
                attested == null ? measure.formula() : Compared.OF_ATTESTED_COSINES,
                tolerance,
                differing,
                worst == null ? null : Double.valueOf(worst.difference()),
                worst == null ? null : Double.valueOf(cosines / compared.size()),
                first,
                worst);
    }

    /**
     * What the service computes on every answered row in place of the verified definition, if that is known.
     *
     * @param definitions names of the rows' definitions, the verified one first
     */
    Optional<String> computes(List<String> definitions) {
        if (attested != null) {
            return Optional.empty();
        }
        for (int i = 1; i < definitions.size(); i++) {
            int other = i;
            if (all((row, vector) -> measure.difference(vector, rows.prediction(other, row)))) {
                return Optional.of(definitions.get(i));
            }
        }
        if (all((row, vector) -> RowMeasure.DIRECTION.difference(vector, rows.prediction(0, row)))) {
            return Optional.of(definitions.get(0) + " with predictions of another length");
        }
        if (all((row, vector) -> RowMeasure.DIRECTION.difference(vector, last(row)))) {
            return Optional.of("the last vector of the context");
        }
        if (all((row, vector) -> RowMeasure.DIRECTION.difference(vector, mean(row)))) {
            return Optional.of("the mean of the context");
        }
        if (answered.stream().allMatch(row -> nearest(row) <= tolerance)) {
            return Optional.of(definitions.get(0) + " of other rows than those that it answers");
        }
        return Optional.empty();
    }

    private boolean all(BiFunction<Integer, double[], Double> difference) {
        return answered.stream().allMatch(row -> difference.apply(row.position(), row.prediction()) <= tolerance);
    }

    /** The least difference from what the verified definition predicts for any row. */
    private double nearest(Answered row) {
        return IntStream.range(0, rows.size())
                .mapToDouble(other -> measure.difference(row.prediction(), rows.prediction(0, other)))
                .min()
                .orElse(Double.MAX_VALUE);
    }

    private float[] last(int position) {
        float[] context = rows.context(position);
        float[] last = new float[dimension];
        System.arraycopy(context, context.length - dimension, last, 0, dimension);
        return last;
    }

    private float[] mean(int position) {
        float[] context = rows.context(position);
        float[] sum = new float[dimension];
        for (int i = 0; i < context.length; i++) {
            sum[i % dimension] += context[i];
        }
        return sum;
    }
}
