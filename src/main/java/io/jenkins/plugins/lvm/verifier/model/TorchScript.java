package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Functions in TorchScript, for what libtorch offers to it only, and for what is several calls otherwise. They are written as the archives that
 * {@code torch.jit.load} reads.
 */
final class TorchScript {
    private static final String CLASS =
            """
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """;

    /** Pickle of an object of that class whose state is {@code {"training": False}}. */
    private static final String OBJECT = "\u0080\u0002c__torch__\nM\n)\u0081}X\u0008\0\0\0training\u0089sb.";

    private static final String NO_CONSTANTS = "\u0080\u0002).";

    private TorchScript() {}

    /**
     * Loads a module.
     *
     * @param manager owns it
     * @param functions its methods, indented by two spaces
     */
    static PtSymbolBlock module(NDManager manager, String functions) throws IOException {
        return JniUtils.loadModule(
                (PtNDManager) manager, new ByteArrayInputStream(archive(CLASS + functions)), false, false);
    }

    private static byte[] archive(String code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "m/data.pkl", OBJECT);
            store(zip, "m/code/__torch__.py", code);
            store(zip, "m/constants.pkl", NO_CONSTANTS);
            store(zip, "m/version", "3\n");
        }
        return bytes.toByteArray();
    }

    /** The reader takes stored entries only. */
    private static void store(ZipOutputStream zip, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
