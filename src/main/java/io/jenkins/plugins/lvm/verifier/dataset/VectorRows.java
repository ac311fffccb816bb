package io.jenkins.plugins.lvm.verifier.dataset;

/** Vectors of a file, read one by one. Not safe for use by several threads at once. */
public interface VectorRows extends AutoCloseable {
    /** Vectors in it. */
    int rows();

    /** Components of each. */
    int dimension();

    /** Reads the vector of a row into an array, from an index on. */
    void read(int position, float[] target, int at);

    @Override
    void close();
}
