package io.jenkins.plugins.lvm.verifier.metric;

/** What is kept of each row. */
public sealed interface Rows {

    /**
     * What a prediction and its target say.
     *
     * @param codes whether two numbers of a row are the same or not, and never near
     */
    record OfVectors(Formula formula, boolean codes) implements Rows {}

    /**
     * Where the row's target comes among candidates, nearest first by cosine.
     *
     * @param cutoff targets beyond count 0; 0 for none
     * @param reciprocal whether one divided by the rank counts, or else that the rank is within the cutoff
     */
    record OfRanks(int cutoff, boolean reciprocal) implements Rows {}

    /** The number of one row. */
    @FunctionalInterface
    interface Formula {
        /**
         * Computes it.
         *
         * @param predictions row-major [rows, dimension]
         * @param targets row-major [rows, dimension], finite
         * @param at where the prediction begins
         * @param target where the target begins
         * @return NaN where prediction or target are nothing that the metric knows
         */
        double of(float[] predictions, int at, float[] targets, int target, int dimension);
    }
}
