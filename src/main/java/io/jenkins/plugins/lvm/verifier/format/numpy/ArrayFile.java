package io.jenkins.plugins.lvm.verifier.format.numpy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.InflatingSource;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Arrays by name, in one file or in a folder. May be read by several threads at once. */
public interface ArrayFile extends AutoCloseable {

    /** The file or folder. */
    Path path();

    /** Names of all arrays, in the order in which they lie there. */
    List<String> keys();

    /** Whether there is an array of this name. */
    boolean contains(String key);

    /**
     * One array. Reads its header.
     *
     * @throws VerifierException if it is damaged or refused
     */
    Optional<NamedArray> array(String key);

    /**
     * The bytes of an array, with the header before them that {@link NpyHeader#length()} counts.
     *
     * @param cancelled ends a long read; see {@link InflatingSource}
     * @throws IllegalArgumentException if there is no such array
     */
    ByteSource source(String key, BooleanSupplier cancelled);

    /** SHA-256 in hex of what tells arrays apart without reading all of them: the same for a copy. It can be forged, and proves nothing. */
    String fingerprint();

    /** The file in the state in which it was opened; empty for a folder. */
    Optional<WatchedFile> state();

    /**
     * Looks at all that was opened once more.
     *
     * @throws VerifierException if a file is no longer what it was
     */
    void requireUnchanged();

    @Override
    void close();

    /**
     * An array.
     *
     * @param key its name
     * @param deflated whether it has to be read from its beginning
     * @param bytes with its header
     * @param bytesInFile what it takes there
     */
    record NamedArray(String key, NpyHeader header, boolean deflated, long bytes, long bytesInFile) {}
}
