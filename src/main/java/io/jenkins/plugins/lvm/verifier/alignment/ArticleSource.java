package io.jenkins.plugins.lvm.verifier.alignment;

import java.util.Set;

/** Where the vectors of whole articles come from. Each vector has a number; numbers ascend in the order in which they are read fastest. */
interface ArticleSource extends AutoCloseable {

    /** Takes vectors, valid until the method returns. */
    @FunctionalInterface
    interface VectorConsumer {
        void accept(long vector, float[] values, int from);
    }

    /** The source in a few words. */
    String description();

    /** Which vectors these articles have. Reads none. */
    ArticleIndex index(Set<Long> articles);

    /**
     * Reads vectors.
     *
     * @param vectors their numbers, ascending, each once
     */
    void read(long[] vectors, VectorConsumer consumer);

    @Override
    void close();
}
