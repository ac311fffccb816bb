package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What the values of a tensor are like.
 *
 * @param name its name
 * @param shape sizes of its axes
 * @param count number of values
 * @param zero how many are exactly 0
 * @param nonFinite how many are NaN or infinite
 * @param largest greatest absolute value of the finite ones
 * @param mean of the finite ones
 * @param deviation standard deviation of the finite ones
 */
public record TensorFacts(
        String name,
        List<Long> shape,
        long count,
        long zero,
        long nonFinite,
        double largest,
        double mean,
        double deviation) {

    public TensorFacts {
        shape = List.copyOf(shape);
    }

    /** Whether it is the matrix of a layer, where zeros only are not a sensible value. */
    boolean isMatrix() {
        return shape.size() >= 2 && name.contains("weight") && count > 0;
    }

    double rootMeanSquare() {
        return Math.sqrt(mean * mean + deviation * deviation);
    }
}
