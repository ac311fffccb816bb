package io.jenkins.plugins.lvm.verifier.format;

/**
 * One file in an npz.
 *
 * @param name its name in the archive, such as {@code targets.npy}
 * @param size bytes when uncompressed
 * @param compressedSize bytes in the archive
 * @param crc CRC-32 of the uncompressed bytes
 * @param method the archive's compression method: {@link #STORED}, {@link #DEFLATED} or another one
 * @param dataOffset where in the archive the bytes begin
 */
public record ArchiveEntry(String name, long size, long compressedSize, long crc, int method, long dataOffset) {
    /** Kept as it is. */
    public static final int STORED = 0;

    /** Compressed by deflate. */
    public static final int DEFLATED = 8;

    private static final String SUFFIX = ".npy";

    /** Name of the array: the entry's name without {@code .npy}. */
    public String key() {
        return isArray() ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** Whether the name is that of an array. */
    public boolean isArray() {
        return name.endsWith(SUFFIX);
    }
}
