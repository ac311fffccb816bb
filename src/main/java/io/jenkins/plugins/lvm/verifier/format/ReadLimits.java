package io.jenkins.plugins.lvm.verifier.format;

/**
 * How much a checkpoint may ask of its reader. The defaults are far above what training runs write and low enough for a hostile file
 * to be refused in seconds within 256 MiB of heap.
 *
 * @param directoryBytes bytes of a zip archive's directory (about 70 for each entry)
 * @param pickleBytes bytes of one pickle
 * @param operations instructions of one pickle
 * @param values objects that one pickle creates
 * @param nodes size of the metadata when written out as a tree; shared values count wherever they appear
 * @param depth levels of nesting
 * @param expandedElements elements that the tensors of a state dict may have beyond what the file has room for
 * @param stridedBytes bytes that one tensor with gaps or permuted axes may span
 * @param headerBytes bytes of a safetensors header
 */
public record ReadLimits(
        long directoryBytes,
        long pickleBytes,
        long operations,
        long values,
        long nodes,
        int depth,
        long expandedElements,
        int stridedBytes,
        int headerBytes) {

    private static final int MIB = 1 << 20;

    /** Limits that suit every checkpoint known. */
    public static ReadLimits defaults() {
        return new ReadLimits(4L * MIB, 64L * MIB, 5_000_000, 2_000_000, 1_000_000, 200, 16L * MIB, 256 * MIB, 8 * MIB);
    }
}
