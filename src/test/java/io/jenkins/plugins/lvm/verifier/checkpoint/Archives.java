package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes zip archives: as PyTorch does, byte by byte, and as others do. */
final class Archives {
    private static final int ALIGNMENT = 64;

    private Archives() {}

    static Path torchZip(final Path file, final byte[] pickle) throws IOException {
        return torchZip(file, pickle, Map.of());
    }

    /** @param storages content by key */
    static Path torchZip(final Path file, final byte[] pickle, final Map<String, byte[]> storages) throws IOException {
        final Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle);
        storages.forEach((key, content) -> entries.put("archive/data/" + key, content));
        entries.put("archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        return canonical(file, entries);
    }

    /** Any entries in the archive that PyTorch's writer makes of them. */
    static Path canonical(Path file, Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        long at = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
                byte[] content = entry.getValue();
                CRC32 crc = new CRC32();
                crc.update(content);
                int padding = (int) Math.floorMod(-(at + 34 + name.length), (long) ALIGNMENT);
                short flags = (short) (content.length == 0 ? 0x0800 : 0x0808);
                directory.writeBytes(little(46 + name.length)
                        .put(new byte[] {'P', 'K', 1, 2, 0, 0, 0, 0})
                        .putShort(flags)
                        .putShort((short) 0)
                        .putInt(0)
                        .putInt((int) crc.getValue())
                        .putInt(content.length)
                        .putInt(content.length)
                        .putShort((short) name.length)
                        .put(new byte[12])
                        .putInt((int) at)
                        .put(name)
                        .array());
                out.write(little(34 + name.length)
                        .put(new byte[] {'P', 'K', 3, 4, 0, 0})
                        .putShort(flags)
                        .put(new byte[18])
                        .putShort((short) name.length)
                        .putShort((short) (4 + padding))
                        .put(name)
                        .put(new byte[] {'F', 'B'})
                        .putShort((short) padding)
                        .array());
                out.write("Z".repeat(padding).getBytes(StandardCharsets.US_ASCII));
                out.write(content);
                at += 34L + name.length + padding + content.length;
                if (content.length > 0) {
                    out.write(little(16)
                            .put(new byte[] {'P', 'K', 7, 8})
                            .putInt((int) crc.getValue())
                            .putInt(content.length)
                            .putInt(content.length)
                            .array());
                    at += 16;
                }
            }
            out.write(directory.toByteArray());
            out.write(ends(entries.size(), directory.size(), at));
        }
        return file;
    }

    private static byte[] ends(int count, int size, long offset) {
        short shortCount = (short) Math.min(count, 0xffff);
        return little(98)
                .put(new byte[] {'P', 'K', 6, 6})
                .putLong(44)
                .putInt(0x002d031e)
                .putLong(0)
                .putLong(count)
                .putLong(count)
                .putLong(size)
                .putLong(offset)
                .put(new byte[] {'P', 'K', 6, 7, 0, 0, 0, 0})
                .putLong(offset + size)
                .putInt(1)
                .put(new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0})
                .putShort(shortCount)
                .putShort(shortCount)
                .putInt(size)
                .putInt((int) offset)
                .putShort((short) 0)
                .array();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** As Java writes them. */
    static Path stored(final Path file, final Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (final Map.Entry<String, byte[]> entry : entries.entrySet()) {
                final ZipEntry header = new ZipEntry(entry.getKey());
                header.setSize(entry.getValue().length);
                final CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                header.setCrc(crc.getValue());
                zip.putNextEntry(header);
                zip.write(entry.getValue());
            }
        }
        return file;
    }
}
