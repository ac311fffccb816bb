package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes zip archives in the layout of PyTorch. */
final class Archives {
    private Archives() {}

    static Path torchZip(final Path file, final byte[] pickle) throws IOException {
        return torchZip(file, pickle, Map.of());
    }

    /** @param storages content by key */
    static Path torchZip(final Path file, final byte[] pickle, final Map<String, byte[]> storages) throws IOException {
        final Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle);
        storages.forEach((key, content) -> entries.put("archive/data/" + key, content));
        return stored(file, entries);
    }

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
