package io.jenkins.plugins.lvm.verifier.metric;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Classification: a vector's class is its greatest component, the first one of several; a vector of one component holds the class's
 * number itself. A row keeps both classes, predicted and true, in one number.
 */
final class Classes {
    /** More than any vector has components. */
    private static final int MOST = 1 << 24;

    private Classes() {}

    /** Both classes of a row; NaN where a vector of one component is not a class's number. */
    static double pair(float[] predictions, int at, float[] targets, int target, int dimension) {
        int predicted = of(predictions, at, dimension);
        int wanted = of(targets, target, dimension);
        return predicted < 0 || wanted < 0 ? Double.NaN : (double) predicted * (MOST + 1L) + wanted;
    }

    /** One that no target has for what is not finite; negative for what is not a class. */
    private static int of(float[] vectors, int at, int dimension) {
        int greatest = 0;
        for (int i = 0; i < dimension; i++) {
            float value = vectors[at + i];
            if (!Float.isFinite(value)) {
                return MOST;
            }
            if (value > vectors[at + greatest]) {
                greatest = i;
            }
        }
        if (dimension > 1) {
            return greatest;
        }
        float number = vectors[at];
        return number >= 0 && number < MOST && number == Math.rint(number) ? (int) number : -1;
    }

    private static int predicted(double pair) {
        return (int) ((long) pair / (MOST + 1L));
    }

    private static int wanted(double pair) {
        return (int) ((long) pair % (MOST + 1L));
    }

    /** How often one class was predicted, was true, and was both at once. */
    private static final class Count {
        private long predicted;
        private long wanted;
        private long both;

        /** 2 TP / (2 TP + FP + FN). */
        double f1() {
            return 2.0 * both / all();
        }

        long all() {
            return predicted + wanted;
        }
    }

    private static Map<Integer, Count> counts(double[] rows, int from, int to) {
        Map<Integer, Count> counts = new TreeMap<>();
        for (int row = from; row < to; row++) {
            int predicted = predicted(rows[row]);
            int wanted = wanted(rows[row]);
            counts.computeIfAbsent(predicted, c -> new Count()).predicted++;
            Count own = counts.computeIfAbsent(wanted, c -> new Count());
            own.wanted++;
            own.both += predicted == wanted ? 1 : 0;
        }
        return counts;
    }

    /** The share of rows whose class is right. */
    static final class Accuracy implements Combination {
        @Override
        public double of(double[] rows, int from, int to) {
            return MEAN.of(pseudoValues(rows), from, to);
        }

        @Override
        public double[] pseudoValues(double[] rows) {
            double[] hits = new double[rows.length];
            for (int row = 0; row < hits.length; row++) {
                hits[row] = predicted(rows[row]) == wanted(rows[row]) ? 1 : 0;
            }
            return hits;
        }

        /** Classes as frequent as they are, without any regard to the row. */
        static double chance(double[] rows) {
            double sum = 0;
            for (Count count : counts(rows, 0, rows.length).values()) {
                sum += (double) count.predicted * count.wanted;
            }
            return sum / rows.length / rows.length;
        }
    }

    /** The mean of F1 over all classes that are predicted or true: scikit-learn's {@code f1_score(…, average="macro")}. */
    static final class MacroF1 implements Combination {
        @Override
        public double of(double[] rows, int from, int to) {
            return counts(rows, from, to).values().stream()
                    .mapToDouble(Count::f1)
                    .average()
                    .orElse(Double.NaN);
        }

        /** The derivative of the mean by the share of each row, times the number of rows, around the mean itself. */
        @Override
        public double[] pseudoValues(double[] rows) {
            Map<Integer, Count> counts = counts(rows, 0, rows.length);
            double mean = of(rows, 0, rows.length);
            double weight = (double) rows.length / counts.size();
            double[] values = new double[rows.length];
            for (int row = 0; row < values.length; row++) {
                Count predicted = of(counts, predicted(rows[row]));
                Count wanted = of(counts, wanted(rows[row]));
                double slope = predicted == wanted
                        ? 2 * (1 - wanted.f1()) / wanted.all()
                        : -predicted.f1() / predicted.all() - wanted.f1() / wanted.all();
                values[row] = mean + weight * slope;
            }
            return values;
        }

        private static Count of(Map<Integer, Count> counts, int number) {
            return Objects.requireNonNull(counts.get(number), "Every class of a row is counted.");
        }

        /** The same with the counts that classes as frequent as they are would have together by chance. */
        static double chance(double[] rows) {
            return counts(rows, 0, rows.length).values().stream()
                    .mapToDouble(count -> 2.0 * count.predicted * count.wanted / rows.length / (double) count.all())
                    .average()
                    .orElse(Double.NaN);
        }
    }
}
