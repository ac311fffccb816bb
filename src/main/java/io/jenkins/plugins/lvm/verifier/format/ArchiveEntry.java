package io.jenkins.plugins.lvm.verifier.format;

/**
 * One file in a zip archive.
 *
 * @param name its name in the archive; one that ends with a slash is that of a folder
 * @param size bytes when uncompressed
 * @param compressedSize bytes in the archive
 * @param crc CRC-32 of the uncompressed bytes
 * @param method the archive's compression method: {@link #STORED}, {@link #DEFLATED} or another one
 * @param headerOffset where in the archive its header begins
 * @param dataOffset where in the archive the bytes begin
 */
public record ArchiveEntry(
        String name, long size, long compressedSize, long crc, int method, long headerOffset, long dataOffset) {
    /** Kept as it is. */
    public static final int STORED = 0;

    /** Compressed by deflate. */
    public static final int DEFLATED = 8;

    /** Whether it stands for a folder. */
    public boolean isFolder() {
        return name.endsWith("/");
    }

    /** One past the last of the bytes in the archive. */
    public long dataEnd() {
        return dataOffset + compressedSize;
    }
}
