package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import io.jenkins.plugins.lvm.verifier.format.ZipArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The archive that {@code torch.save} writes, byte by byte: what is known of the entries (name, size, CRC-32) determines every other byte
 * but the contents of the paddings, and a file whose bytes are others was written by something else.
 *
 * <p>Taken from PyTorch's <a href="https://github.com/pytorch/pytorch/blob/main/caffe2/serialize/inline_container.cc">inline_container.cc</a>
 * and the miniz that comes with it, 1.6 to 2.7: sizes and CRC-32 follow the bytes (flags 0x0808), an extra field "FB" aligns each entry's
 * bytes, times and versions are 0, the end records for large archives are always there.
 */
final class TorchArchive {
    /** What versions before 2.7, which did not say it, align to. */
    static final int ALIGNMENT = 64;

    private static final int LOCAL_HEADER = 30;
    private static final int CENTRAL_HEADER = 46;
    private static final int ENDS = 56 + 20 + 22;
    private static final short NAMES_ARE_UTF8 = 0x0800;
    private static final short SIZES_FOLLOW = 0x0008;
    private static final long SATURATED = 0xffffffffL;
    private static final String HINT = "Save it again with torch.save.";

    private final VerifiedFile file;
    private final ZipArchive archive;
    private final int alignment;

    private TorchArchive(VerifiedFile file, ZipArchive archive, int alignment) {
        this.file = file;
        this.archive = archive;
        this.alignment = alignment;
    }

    /**
     * Holds an archive against what torch writes.
     *
     * @param alignment to multiples of which the entries' bytes are aligned
     * @throws VerifierException if a byte differs
     */
    static void require(VerifiedFile file, ZipArchive archive, int alignment) throws IOException {
        TorchArchive expected = new TorchArchive(file, archive, alignment);
        expected.requireHeaders();
        expected.requireDirectory();
        expected.requireEnds();
    }

    private void requireHeaders() throws IOException {
        long at = 0;
        for (ArchiveEntry entry : archive.entries()) {
            int header = (int) (entry.dataOffset() - entry.headerOffset());
            byte[] name = name(entry);
            int padding = header - LOCAL_HEADER - name.length - large(entry).length - 4;
            boolean placed = entry.headerOffset() == at
                    && entry.method() == ArchiveEntry.STORED
                    && padding >= 0
                    && padding < alignment
                    && entry.dataOffset() % alignment == 0;
            if (!placed) {
                throw otherwise("the entry " + shown(entry) + " is in another place");
            }
            byte[] expected = bytes(header)
                    .put(new byte[] {'P', 'K', 3, 4, 0, 0})
                    .putShort(flags(entry))
                    .put(new byte[18])
                    .putShort((short) name.length)
                    .putShort((short) (header - LOCAL_HEADER - name.length))
                    .put(name)
                    .put(large(entry))
                    .put(new byte[] {'F', 'B'})
                    .putShort((short) padding)
                    .array();
            byte[] found = file.read(at, header);
            if (!Arrays.equals(found, 0, header - padding, expected, 0, header - padding)) {
                throw otherwise("the header before " + shown(entry) + " differs");
            }
            requireDescriptor(entry);
            at = entry.dataEnd() + descriptor(entry).length;
        }
        if (at != archive.directoryOffset()) {
            throw otherwise("its directory is in another place");
        }
    }

    private void requireDescriptor(ArchiveEntry entry) throws IOException {
        byte[] expected = descriptor(entry);
        if (!Arrays.equals(file.read(entry.dataEnd(), expected.length), expected)) {
            throw otherwise("what follows " + shown(entry) + " differs");
        }
    }

    private static byte[] descriptor(ArchiveEntry entry) {
        if (entry.size() == 0) {
            return new byte[0];
        }
        boolean wide = large(entry).length > 0;
        ByteBuffer descriptor =
                bytes(wide ? 24 : 16).put(new byte[] {'P', 'K', 7, 8}).putInt((int) entry.crc());
        for (int i = 0; i < 2; i++) {
            if (wide) {
                descriptor.putLong(entry.size());
            } else {
                descriptor.putInt((int) entry.size());
            }
        }
        return descriptor.array();
    }

    private void requireDirectory() throws IOException {
        byte[] found = file.read(archive.directoryOffset(), archive.directorySize());
        int at = 0;
        for (ArchiveEntry entry : archive.entries()) {
            byte[] expected = centralHeader(entry);
            int end = at + expected.length;
            if (end > found.length || !Arrays.equals(found, at, end, expected, 0, expected.length)) {
                throw otherwise("what its directory says of " + shown(entry) + " differs");
            }
            at = end;
        }
    }

    private static byte[] centralHeader(ArchiveEntry entry) {
        byte[] name = name(entry);
        byte[] large = large(entry);
        return bytes(CENTRAL_HEADER + name.length + large.length)
                .put(new byte[] {'P', 'K', 1, 2, 0, 0, 0, 0})
                .putShort(flags(entry))
                .put(new byte[6])
                .putInt((int) entry.crc())
                .putInt(saturated(entry.size()))
                .putInt(saturated(entry.size()))
                .putShort((short) name.length)
                .putShort((short) large.length)
                .put(new byte[10])
                .putInt(saturated(entry.headerOffset()))
                .put(name)
                .put(large)
                .array();
    }

    private void requireEnds() throws IOException {
        long count = archive.entries().size();
        long position = archive.directoryOffset() + archive.directorySize();
        ByteBuffer expected = bytes(ENDS).put(new byte[] {'P', 'K', 6, 6});
        expected.putLong(44).putShort((short) 0x031e).putShort((short) 0x2d).putLong(0);
        expected.putLong(count).putLong(count).putLong(archive.directorySize()).putLong(archive.directoryOffset());
        expected.put(new byte[] {'P', 'K', 6, 7, 0, 0, 0, 0}).putLong(position).putInt(1);
        expected.put(new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0});
        expected.putShort((short) Math.min(count, 0xffff)).putShort((short) Math.min(count, 0xffff));
        expected.putInt(archive.directorySize()).putInt(saturated(archive.directoryOffset()));
        if (!archive.isZip64() || !Arrays.equals(file.read(position, ENDS), expected.array())) {
            throw otherwise("its end records differ");
        }
    }

    /** The part of an extra field that holds what does not fit into 32 bits; empty if everything does. */
    private static byte[] large(ArchiveEntry entry) {
        boolean isLarge = entry.size() >= SATURATED;
        boolean isFar = entry.headerOffset() >= SATURATED;
        int length = (isLarge ? 2 * Long.BYTES : 0) + (isFar ? Long.BYTES : 0);
        if (length == 0) {
            return new byte[0];
        }
        ByteBuffer part = bytes(4 + length).putShort((short) 1).putShort((short) length);
        if (isLarge) {
            part.putLong(entry.size()).putLong(entry.size());
        }
        if (isFar) {
            part.putLong(entry.headerOffset());
        }
        return part.array();
    }

    private static short flags(ArchiveEntry entry) {
        return entry.size() == 0 ? NAMES_ARE_UTF8 : NAMES_ARE_UTF8 | SIZES_FOLLOW;
    }

    private static byte[] name(ArchiveEntry entry) {
        return entry.name().getBytes(StandardCharsets.UTF_8);
    }

    private static int saturated(long value) {
        return (int) Math.min(value, SATURATED);
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private VerifierException otherwise(String what) {
        return deviates(file, what);
    }

    /** The refusal of an archive that can be read, but is not torch's. */
    static VerifierException deviates(FileErrors file, String what) {
        return file.refused("is not an archive as torch.save writes it: " + what + ".", HINT);
    }

    private static String shown(ArchiveEntry entry) {
        return FileErrors.printable(entry.name());
    }
}
