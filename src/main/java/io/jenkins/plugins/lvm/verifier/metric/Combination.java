package io.jenkins.plugins.lvm.verifier.metric;

/** How the numbers of rows become one. */
public interface Combination {

    /** The number of the rows from {@code from} to before {@code to}, at least one. */
    double of(double[] rows, int from, int to);

    /**
     * One number for each row, whose mean is that of {@link #of all rows}, and whose spread, by rows or by clusters of rows, is that of
     * the number: the linear part of its dependence on each row (the infinitesimal jackknife: B. Efron, The Jackknife, the Bootstrap and
     * Other Resampling Plans, SIAM 1982, chapter 6). Of a mean they are the rows' own.
     */
    double[] pseudoValues(double[] rows);

    /** The mean. */
    Combination MEAN = new Combination() {
        @Override
        public double of(double[] rows, int from, int to) {
            double sum = 0;
            for (int row = from; row < to; row++) {
                sum += rows[row];
            }
            return sum / (to - from);
        }

        @Override
        public double[] pseudoValues(double[] rows) {
            return rows.clone();
        }
    };
}
