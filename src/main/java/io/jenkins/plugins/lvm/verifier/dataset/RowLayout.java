package io.jenkins.plugins.lvm.verifier.dataset;

/**
 * How much room rows take.
 *
 * @param rows number of rows
 * @param contextBytes bytes of one row's context as float32
 * @param targetBytes bytes of one row's target as float32
 */
record RowLayout(int rows, int contextBytes, int targetBytes) {

    /** Bytes of all rows. */
    long bytes() {
        return (long) rows * (contextBytes + targetBytes);
    }
}
