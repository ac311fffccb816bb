package io.jenkins.plugins.lvm.verifier.risk;

import java.util.Arrays;
import java.util.Random;

/** Populations that a verdict could be wrong on: near a threshold, with clusters, with values made to mislead a gambler. */
public enum RiskPopulations {
    JUST_ABOVE {
        @Override
        double[] rows(int count, double threshold, Random random) {
            return moved(spread(count, threshold, 0.15, random), threshold + 1e-9);
        }
    },
    JUST_BELOW {
        @Override
        double[] rows(int count, double threshold, Random random) {
            return moved(spread(count, threshold, 0.15, random), threshold - 1e-9);
        }
    },
    /** Rows close together, and a gap of up to a hundredth on either side. */
    NARROW {
        @Override
        double[] rows(int count, double threshold, Random random) {
            double mean = threshold + 0.02 * random.nextDouble() - 0.01;
            return moved(spread(count, mean, 0.05, random), mean);
        }
    },
    /** Rows far apart, and a gap of up to a tenth on either side. */
    WIDE {
        @Override
        double[] rows(int count, double threshold, Random random) {
            double mean = threshold + 0.2 * random.nextDouble() - 0.1;
            return moved(spread(count, mean, 0.4, random), mean);
        }
    },
    /** Articles of 20 rows that are alike. */
    CLUSTERED {
        @Override
        double[] rows(int count, double threshold, Random random) {
            double[] rows = new double[count];
            double level = 0;
            for (int i = 0; i < count; i++) {
                level = i % 20 == 0 ? threshold + 0.15 * random.nextGaussian() : level;
                rows[i] = level + 0.01 * random.nextGaussian();
            }
            return moved(rows, threshold - 1e-6);
        }
    },
    /** All rows are good, but for one article that pulls the mean just below the threshold. */
    ONE_BAD_CLUSTER {
        @Override
        double[] rows(int count, double threshold, Random random) {
            double[] rows = spread(count, threshold + 0.05, 0.02, random);
            int bad = count / 15;
            for (int i = 0; i < bad; i++) {
                rows[i] = -0.5;
            }
            return moved(rows, threshold - 1e-9);
        }
    },
    /** Nearly all rows are a little above the threshold and a few as low as can be: what ruins whoever bets on what was seen. */
    RARE_RUIN {
        @Override
        double[] rows(int count, double threshold, Random random) {
            double[] rows = new double[count];
            int low = 4;
            Arrays.fill(rows, 0, low, -1);
            Arrays.fill(rows, low, count, ((threshold - 1e-9) * count + low) / (count - low));
            return rows;
        }
    },
    /** Two values as far apart as can be. */
    EXTREMES {
        @Override
        double[] rows(int count, double threshold, Random random) {
            double[] rows = new double[count];
            int high = (int) ((threshold + 1) / 2 * count) - 1;
            Arrays.fill(rows, 0, high, 1);
            Arrays.fill(rows, high, count, -1);
            rows[high] = threshold * count - (high - (count - high - 1)) - 1e-7;
            return rows;
        }
    },
    CONSTANT {
        @Override
        double[] rows(int count, double threshold, Random random) {
            double[] rows = new double[count];
            Arrays.fill(rows, threshold + 1e-9);
            return rows;
        }
    };

    abstract double[] rows(int count, double threshold, Random random);

    /** Whether a look after every draw ever puts the mean on the wrong side of the threshold. */
    public boolean isWrong(int count, double threshold, double risk, long seed) {
        double[] rows = rows(count, threshold, new Random(seed));
        boolean above = Arrays.stream(rows).sum() / count >= threshold;
        ConfidenceSequence sequence = new ConfidenceSequence(count, new Interval(-1, 1), risk, threshold);
        int[] order = DrawOrder.of(count, seed).positions();
        for (int drawn = 0; drawn < count - 1; drawn++) {
            sequence.add(rows[order[drawn]]);
            if (sequence.isAbove(threshold)) {
                return !above;
            }
            if (sequence.isBelow(threshold)) {
                return above;
            }
        }
        return false;
    }

    /** How many rows tell that a model with this gap passes or misses thresholds of 0.05 and 0.10 below and above its claim. */
    public static int rowsToDecide(int count, double claim, double gap, double risk, long seed) {
        double[] rows = moved(spread(count, claim - gap, 0.15, new Random(seed)), claim - gap);
        double[] targets = {claim - 0.1, claim - 0.05, claim + 0.05, claim + 0.1};
        ConfidenceSequence sequence = new ConfidenceSequence(count, new Interval(-1, 1), risk, targets);
        boolean[] decided = new boolean[targets.length];
        int[] order = DrawOrder.of(count, seed).positions();
        for (int drawn = 0; drawn < count; drawn++) {
            sequence.add(rows[order[drawn]]);
            boolean all = true;
            for (int i = 0; i < targets.length; i++) {
                // Looked at often enough to tell the number of rows to within one in a hundred.
                if (!decided[i] && (drawn < 100 || drawn % 25 == 0)) {
                    decided[i] = sequence.isAbove(targets[i]) || sequence.isBelow(targets[i]);
                }
                all &= decided[i];
            }
            if (all) {
                return drawn + 1;
            }
        }
        return count;
    }

    static double[] spread(int count, double mean, double deviation, Random random) {
        double[] rows = new double[count];
        Arrays.setAll(rows, i -> Math.max(-1, Math.min(1, mean + deviation * random.nextGaussian())));
        return rows;
    }

    /** The same with this mean, as far as they stay cosines. */
    static double[] moved(double[] rows, double mean) {
        double[] moved = rows;
        for (int i = 0; i < 20; i++) {
            double shift = mean - Arrays.stream(moved).sum() / moved.length;
            moved = Arrays.stream(moved)
                    .map(row -> Math.max(-1, Math.min(1, row + shift)))
                    .toArray();
        }
        return moved;
    }
}
