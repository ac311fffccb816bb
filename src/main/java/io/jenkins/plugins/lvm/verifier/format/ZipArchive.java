package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A zip archive that all readers read alike. Readers differ in which end record they take, whether they believe the directory or the
 * headers before the entries, how they compare names and what they skip; so what leaves a choice is refused: the end record ends the
 * file, the directory ends where the end records begin, each header says what the directory says, entries follow each other from the
 * beginning of the file on without gaps or overlaps, and no two names differ only in case.
 *
 * <p>The format is PKWARE's APPNOTE.TXT 6.3.10, <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">sections 4.3.6 to
 * 4.3.16</a>; what libraries for it give back does not tell whether there was a choice.
 *
 * @param entries in the order of the directory
 * @param directoryOffset where the directory begins
 * @param directorySize bytes of it
 * @param isZip64 whether it has the end records for large archives
 */
public record ZipArchive(List<ArchiveEntry> entries, long directoryOffset, int directorySize, boolean isZip64) {
    private static final int END = 22;
    private static final int LOCATOR = 20;
    private static final int END64 = 56;
    private static final int LONGEST_COMMENT = 0xffff;
    /** Values that happen to look like the mark of an end record do so once in a thousand files; nobody has this many by chance. */
    private static final int MOST_CANDIDATES = 16;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int LOCAL_HEADER = 30;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final long SATURATED = 0xffffffffL;
    private static final int SATURATED_COUNT = 0xffff;
    private static final String CUT_OFF = "Was the file cut off while it was copied or written?";

    public ZipArchive {
        entries = List.copyOf(entries);
    }

    /** What the records at the end say. */
    private record Ends(long count, long size, long offset, boolean isZip64) {}

    /**
     * Reads directory and headers.
     *
     * @param largestDirectory bytes that the directory may have
     * @throws VerifierException if the file is not a zip archive that can be read in one way only
     */
    public static ZipArchive read(RandomAccess file, long largestDirectory) throws IOException {
        Ends ends = ends(file);
        if (ends.size() > largestDirectory) {
            throw file.refused("is a zip archive whose directory has more than " + largestDirectory
                    + " bytes, which is the limit.");
        }
        List<CentralHeader> directory = directory(file, ends);
        List<ArchiveEntry> entries = new ArrayList<>();
        for (CentralHeader header : directory) {
            entries.add(locate(file, header, ends.offset()));
        }
        requireTiled(file, directory, entries, ends.offset());
        return new ZipArchive(entries, ends.offset(), (int) ends.size(), ends.isZip64());
    }

    /** Whether a reader that looks for a zip archive from the end of a file on would find one. */
    public static boolean isAtEndOf(RandomAccess file) throws IOException {
        int length = (int) Math.min(file.size(), END + LONGEST_COMMENT);
        ByteBuffer tail = bytes(file, file.size() - length, length);
        int candidates = 0;
        for (int at = tail.limit() - END; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE) {
                long position = file.size() - length + at;
                long size = unsigned(tail.getInt(at + 12));
                boolean zip64 = at >= LOCATOR && tail.getInt(at - LOCATOR) == LOCATOR_SIGNATURE;
                if (zip64
                        || ++candidates > MOST_CANDIDATES
                        || isDirectory(file, position - size)
                        || isDirectory(file, unsigned(tail.getInt(at + 16)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isDirectory(RandomAccess file, long position) throws IOException {
        return position >= 0
                && position <= file.size() - Integer.BYTES
                && bytes(file, position, Integer.BYTES).getInt() == CENTRAL_SIGNATURE;
    }

    private static Ends ends(RandomAccess file) throws IOException {
        long endAt = file.size() - END;
        ByteBuffer end = bytes(file, Math.max(0, endAt), END);
        if (end.limit() < END || end.getInt(0) != END_SIGNATURE || end.getShort(20) != 0) {
            throw isAtEndOf(file)
                    ? file.refused("is a zip archive with a comment or other bytes after its end.", CUT_OFF)
                    : file.refused("is not a complete zip archive: it does not end with an end record.", CUT_OFF);
        }
        if (end.getInt(4) != 0 || end.getShort(8) != end.getShort(10)) {
            throw ambiguous(file, "its end record is that of an archive in several files");
        }
        int count = Short.toUnsignedInt(end.getShort(10));
        long size = unsigned(end.getInt(12));
        long offset = unsigned(end.getInt(16));
        ByteBuffer locator = bytes(file, Math.max(0, endAt - LOCATOR), LOCATOR);
        boolean isZip64 = endAt >= LOCATOR + END64 && locator.getInt(0) == LOCATOR_SIGNATURE;
        long directoryEnd = isZip64 ? endAt - LOCATOR - END64 : endAt;
        Ends ends = isZip64 ? ends64(file, locator, directoryEnd) : new Ends(count, size, offset, false);
        boolean agree = (count == ends.count() || count == SATURATED_COUNT)
                && (size == ends.size() || size == SATURATED)
                && (offset == ends.offset() || offset == SATURATED);
        if (!agree) {
            throw ambiguous(file, "its two end records contradict each other");
        }
        if (ends.size() < 0
                || ends.offset() < 0
                || ends.size() > directoryEnd
                || ends.offset() != directoryEnd - ends.size()) {
            throw ambiguous(file, "its directory is not where its end records say");
        }
        return ends;
    }

    private static Ends ends64(RandomAccess file, ByteBuffer locator, long position) throws IOException {
        ByteBuffer end = bytes(file, position, END64);
        boolean whole = locator.getInt(4) == 0
                && locator.getLong(8) == position
                && locator.getInt(16) == 1
                && end.getInt(0) == END64_SIGNATURE
                && end.getLong(4) == END64 - 12
                && end.getLong(16) == 0
                && end.getLong(24) == end.getLong(32);
        if (!whole) {
            throw ambiguous(file, "its end records do not belong together");
        }
        return new Ends(end.getLong(32), end.getLong(40), end.getLong(48), true);
    }

    private static List<CentralHeader> directory(RandomAccess file, Ends ends) throws IOException {
        ByteBuffer directory = bytes(file, ends.offset(), (int) ends.size());
        List<CentralHeader> headers = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        while (directory.hasRemaining()) {
            CentralHeader header = CentralHeader.read(directory, file);
            String before = names.put(header.name().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), header.name());
            if (header.name().equals(before)) {
                throw file.refused("is damaged: its zip archive holds " + header.shown() + " twice.");
            }
            if (before != null) {
                throw ambiguous(
                        file,
                        "the names " + FileErrors.printable(before) + " and " + header.shown()
                                + " differ only in case, which not all readers mind");
            }
            headers.add(header);
        }
        if (headers.size() != ends.count()) {
            throw ambiguous(
                    file, "its end record counts " + ends.count() + " entries, its directory has " + headers.size());
        }
        return headers;
    }

    private static ArchiveEntry locate(RandomAccess file, CentralHeader header, long directoryOffset)
            throws IOException {
        long offset = header.offset();
        ByteBuffer fixed =
                offset > directoryOffset - LOCAL_HEADER ? ByteBuffer.allocate(0) : bytes(file, offset, LOCAL_HEADER);
        if (fixed.limit() < LOCAL_HEADER || fixed.getInt(0) != LOCAL_SIGNATURE) {
            throw misplaced(file, header);
        }
        int nameLength = Short.toUnsignedInt(fixed.getShort(26));
        int extraLength = Short.toUnsignedInt(fixed.getShort(28));
        long dataOffset = offset + LOCAL_HEADER + nameLength + extraLength;
        if (dataOffset > directoryOffset || header.compressedSize() > directoryOffset - dataOffset) {
            throw misplaced(file, header);
        }
        ByteBuffer variable = bytes(file, offset + LOCAL_HEADER, nameLength + extraLength);
        if (!header.agreesWith(fixed, variable, nameLength)) {
            throw ambiguous(
                    file, "the header before the entry " + header.shown() + " says other things than the directory");
        }
        return new ArchiveEntry(
                header.name(),
                header.size(),
                header.compressedSize(),
                header.crc(),
                header.method(),
                offset,
                dataOffset);
    }

    /** Each entry ends, with its descriptor, where the next one or the directory begins. */
    private static void requireTiled(
            RandomAccess file, List<CentralHeader> directory, List<ArchiveEntry> entries, long directoryOffset)
            throws IOException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingLong(i -> entries.get(i).headerOffset()));
        long first =
                entries.isEmpty() ? directoryOffset : entries.get(order.get(0)).headerOffset();
        if (first != 0) {
            throw ambiguous(file, "other bytes stand before its first entry");
        }
        for (int i = 0; i < order.size(); i++) {
            ArchiveEntry entry = entries.get(order.get(i));
            boolean last = i + 1 == order.size();
            long next = last ? directoryOffset : entries.get(order.get(i + 1)).headerOffset();
            if (next < entry.dataEnd()) {
                throw file.refused("is damaged: the entries " + shown(entry) + " and "
                        + shown(entries.get(order.get(i + 1))) + " of its zip archive overlap.");
            }
            if (!isDescriptor(file, directory.get(order.get(i)), entry, next - entry.dataEnd())) {
                throw ambiguous(file, "after the entry " + shown(entry) + " stand bytes that belong to no entry");
            }
        }
    }

    /** Whether what follows an entry's bytes is what its flags announce: nothing, or its CRC-32 and sizes once more. */
    private static boolean isDescriptor(RandomAccess file, CentralHeader header, ArchiveEntry entry, long length)
            throws IOException {
        if (!header.hasDescriptor()) {
            return length == 0;
        }
        if (length < 12 || length > 24) {
            return false;
        }
        ByteBuffer descriptor = bytes(file, entry.dataEnd(), (int) length);
        boolean signed = length % 8 == 0;
        boolean large = length >= 20;
        if (length % 4 != 0 || (signed && descriptor.getInt() != 0x08074b50)) {
            return false;
        }
        return unsigned(descriptor.getInt()) == header.crc()
                && (large ? descriptor.getLong() : unsigned(descriptor.getInt())) == header.compressedSize()
                && (large ? descriptor.getLong() : unsigned(descriptor.getInt())) == header.size();
    }

    private static VerifierException misplaced(RandomAccess file, CentralHeader header) {
        return file.refused(
                "is damaged: the entry " + header.shown() + " of its zip archive is not where the directory says.",
                CUT_OFF);
    }

    private static String shown(ArchiveEntry entry) {
        return FileErrors.printable(entry.name());
    }

    static VerifierException ambiguous(RandomAccess file, String why) {
        return file.refused(
                "is a zip archive that can be read in more than one way: " + why + ".",
                "Write it again with the program that it is from.");
    }

    static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }

    /** What there is, little-endian. */
    private static ByteBuffer bytes(RandomAccess file, long position, int length) throws IOException {
        return ByteBuffer.wrap(file.read(position, length)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
