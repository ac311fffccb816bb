package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.ArticleFile.VectorConsumer;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import java.nio.file.Path;

/** An npz of vectors among which something is looked for: {@code vectors}, else {@code embeddings}, else {@code X}. */
public final class VectorBank implements AutoCloseable {
    private static final String HINT = "Name the npz with the vectors that the trainer looked for targets in.";

    private final ArrayFile npz;
    private final VectorArray vectors;

    private VectorBank(ArrayFile npz, VectorArray vectors) {
        this.npz = npz;
        this.vectors = vectors;
    }

    /**
     * Opens an npz. Reads no vector.
     *
     * @throws VerifierException if there is no such file, or it does not hold vectors
     */
    public static VectorBank open(Path path) {
        ArrayFile npz = DataFiles.open(path);
        try {
            return new VectorBank(npz, VectorArray.in(npz, "vectors", HINT));
        } catch (VerifierException e) {
            npz.close();
            throw e;
        }
    }

    /** Whether the file of the sequences holds such vectors, too. */
    public static boolean isBeside(SequenceData data) {
        return VectorArray.KEYS.stream().anyMatch(data.arrays()::contains);
    }

    /** M, the number of vectors. */
    public int size() {
        return vectors.size();
    }

    /** D, the number of components of one vector. */
    public int dimension() {
        return vectors.dimension();
    }

    /**
     * Reads all vectors in file order, in constant memory.
     *
     * @throws VerifierException if the file is damaged
     */
    public void read(VectorConsumer consumer) {
        vectors.read(RowSet.first(size()), consumer);
    }

    @Override
    public void close() {
        npz.close();
    }
}
