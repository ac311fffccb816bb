package io.jenkins.plugins.lvm.verifier.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a zip archive's directory.
 *
 * @param rawName the name's bytes
 * @param offset of the header before the entry's bytes
 */
record CentralHeader(
        String name, byte[] rawName, int flags, int method, long crc, long compressedSize, long size, long offset) {
    private static final int FIXED = 46;
    private static final int SIGNATURE = 0x02014b50;
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int DESCRIPTOR = 1 << 3;
    private static final int ZIP64 = 1;
    /** Info-ZIP's other name for the same entry, which some readers prefer. */
    private static final int UNICODE_PATH = 0x7075;

    private static final int SATURATED = 0xffffffff;

    /**
     * Reads on in a directory.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if it is damaged, or the entry can be understood in two ways
     */
    static CentralHeader read(ByteBuffer directory, RandomAccess file) {
        int start = directory.position();
        if (directory.remaining() < FIXED || directory.getInt(start) != SIGNATURE) {
            throw ZipArchive.ambiguous(file, "its directory holds something else than entries");
        }
        int nameLength = Short.toUnsignedInt(directory.getShort(start + 28));
        int extraLength = Short.toUnsignedInt(directory.getShort(start + 30));
        int commentLength = Short.toUnsignedInt(directory.getShort(start + 32));
        if (directory.remaining() < FIXED + nameLength + extraLength + commentLength) {
            throw ZipArchive.ambiguous(file, "the last entry of its directory is incomplete");
        }
        byte[] rawName = new byte[nameLength];
        directory.position(start + FIXED).get(rawName);
        String name = name(rawName, file);
        int flags = Short.toUnsignedInt(directory.getShort(start + 8));
        if ((flags & ENCRYPTED) != 0) {
            throw file.refused("holds the encrypted entry " + FileErrors.printable(name) + ".");
        }
        List<ByteBuffer> parts = parts(directory.slice(directory.position(), extraLength));
        directory.position(directory.position() + extraLength + commentLength);
        int[] plain = {
            directory.getInt(start + 24), directory.getInt(start + 20), directory.getInt(start + 42),
        };
        long[] places = parts == null || directory.getShort(start + 34) != 0 ? null : places(plain, parts);
        if (places == null) {
            throw ZipArchive.ambiguous(
                    file,
                    "where the entry " + FileErrors.printable(name) + " is and how long, its directory says twice");
        }
        return new CentralHeader(
                name,
                rawName,
                flags,
                Short.toUnsignedInt(directory.getShort(start + 10)),
                ZipArchive.unsigned(directory.getInt(start + 16)),
                places[1],
                places[0],
                places[2]);
    }

    private static String name(byte[] raw, RandomAccess file) {
        String name;
        try {
            name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ZipArchive.ambiguous(file, "the name of an entry is not text in UTF-8");
        }
        boolean leavesTheFolder = name.isEmpty()
                || name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.codePoints().anyMatch(Character::isISOControl)
                || Arrays.asList(name.split("/", -1)).contains("..");
        if (leavesTheFolder) {
            throw file.refused("is a zip archive with an entry whose name cannot be that of a file in a folder: "
                    + FileErrors.printable(name) + ".");
        }
        return name;
    }

    /** The parts of an extra field, each from its id on; null if it is not made of parts, or one of them is another name. */
    private static @Nullable List<ByteBuffer> parts(ByteBuffer extra) {
        List<ByteBuffer> parts = new ArrayList<>();
        ByteBuffer rest = extra.order(ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() >= 4) {
            int id = Short.toUnsignedInt(rest.getShort(rest.position()));
            int length = Short.toUnsignedInt(rest.getShort(rest.position() + 2));
            if (length > rest.remaining() - 4 || id == UNICODE_PATH) {
                return null;
            }
            parts.add(rest.slice(rest.position(), 4 + length).order(ByteOrder.LITTLE_ENDIAN));
            rest.position(rest.position() + 4 + length);
        }
        return rest.hasRemaining() ? null : parts;
    }

    /** The values, those that do not fit from the only part for them; null if that part is missing, or has more or less. */
    private static long @Nullable [] places(int[] plain, List<ByteBuffer> parts) {
        List<ByteBuffer> large =
                parts.stream().filter(part -> part.getShort(0) == ZIP64).toList();
        long[] places = new long[plain.length];
        int at = 4;
        for (int i = 0; i < plain.length; i++) {
            places[i] = ZipArchive.unsigned(plain[i]);
            if (plain[i] == SATURATED) {
                if (large.size() != 1 || large.get(0).limit() < at + Long.BYTES) {
                    return null;
                }
                places[i] = large.get(0).getLong(at);
                at += Long.BYTES;
            }
            if (places[i] < 0) {
                return null;
            }
        }
        return large.isEmpty() || (large.size() == 1 && large.get(0).limit() == at) ? places : null;
    }

    boolean hasDescriptor() {
        return (flags & DESCRIPTOR) != 0;
    }

    /** The name, made fit for a message. */
    String shown() {
        return FileErrors.printable(name);
    }

    /**
     * Whether the header before the entry's bytes says the same.
     *
     * @param fixed its first 30 bytes
     * @param variable name and extra field
     */
    boolean agreesWith(ByteBuffer fixed, ByteBuffer variable, int nameLength) {
        boolean stored = method == ArchiveEntry.STORED;
        if (!Arrays.equals(rawName, 0, rawName.length, variable.array(), 0, nameLength)
                || Short.toUnsignedInt(fixed.getShort(6)) != flags
                || Short.toUnsignedInt(fixed.getShort(8)) != method
                || (stored && size != compressedSize)) {
            return false;
        }
        List<ByteBuffer> parts = parts(variable.slice(nameLength, variable.limit() - nameLength));
        if (parts == null) {
            return false;
        }
        ByteBuffer large = parts.stream()
                .filter(part -> part.getShort(0) == ZIP64 && part.limit() >= 20)
                .findFirst()
                .orElse(null);
        return said(ZipArchive.unsigned(fixed.getInt(14)), crc)
                && said(local(fixed.getInt(22), large, 4), size)
                && said(local(fixed.getInt(18), large, 12), compressedSize);
    }

    private static long local(int plain, @Nullable ByteBuffer large, int at) {
        return plain == SATURATED && large != null ? large.getLong(at) : ZipArchive.unsigned(plain);
    }

    /** What follows in a descriptor need not be known before the bytes. */
    private boolean said(long here, long there) {
        return here == there || (hasDescriptor() && here == 0);
    }
}
