package io.jenkins.plugins.lvm.verifier.format;

/**
 * How much a checkpoint may ask of its reader. The defaults are far above what training runs write and low enough for a hostile file
 * to be refused in seconds within 256 MiB of heap.
 *
 * @param directoryBytes bytes of a zip archive's directory (about 70 for each entry)
 * @param headerBytes bytes of a safetensors header
 */
public record ReadLimits(long directoryBytes, int headerBytes, Pickles pickle, Trees tree, Tensors tensors) {

    private static final int MIB = 1 << 20;

    /**
     * Of one pickle.
     *
     * @param operations its instructions
     * @param values objects that it creates
     */
    public record Pickles(long bytes, long operations, long values) {}

    /**
     * Of nested values.
     *
     * @param nodes size of the metadata when written out as a tree; shared values count wherever they appear
     * @param depth levels of nesting
     */
    public record Trees(long nodes, int depth) {}

    /**
     * Of tensors that are larger than what is stored of them.
     *
     * @param expandedElements elements that the tensors of a state dict may have beyond what the file has room for
     * @param stridedBytes bytes that one tensor with gaps or permuted axes may span
     */
    public record Tensors(long expandedElements, int stridedBytes) {}

    /** Limits that suit every checkpoint known. */
    public static ReadLimits defaults() {
        return new ReadLimits(
                4L * MIB,
                8 * MIB,
                new Pickles(64L * MIB, 5_000_000, 2_000_000),
                new Trees(1_000_000, 200),
                new Tensors(16L * MIB, 256 * MIB));
    }
}
