package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Holds the entries of an archive against their CRC-32 while the whole file passes by. A CRC-32 of 0 means that none was written, as
 * {@code torch.serialization.set_crc32_options(False)} has it.
 */
final class RecordChecksums implements VerifiedFile.BlockConsumer {
    private final List<ArchiveEntry> entries;
    private final FileErrors subject;
    private final CRC32 crc = new CRC32();
    private int current;
    private long position;

    /**
     * @param entries stored, in the order of the file
     */
    RecordChecksums(List<ArchiveEntry> entries, FileErrors subject) {
        this.entries = entries;
        this.subject = subject;
    }

    @Override
    public void accept(byte[] block, int length) {
        long end = position + length;
        while (current < entries.size() && entries.get(current).dataOffset() < end) {
            ArchiveEntry entry = entries.get(current);
            int from = (int) (Math.max(entry.dataOffset(), position) - position);
            int to = (int) (Math.min(entry.dataEnd(), end) - position);
            crc.update(block, from, to - from);
            if (entry.dataEnd() > end) {
                break;
            }
            if (entry.crc() != 0 && entry.crc() != crc.getValue()) {
                throw subject.refused(
                        "is damaged: the checksum of " + FileErrors.printable(entry.name()) + " does not match.",
                        "Copy the file again, or save the model again.");
            }
            crc.reset();
            current++;
        }
        position = end;
    }
}
