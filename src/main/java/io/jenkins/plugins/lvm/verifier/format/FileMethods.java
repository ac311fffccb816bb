package io.jenkins.plugins.lvm.verifier.format;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The virtual machine's native methods that read files. It links each when it is first called, for which it asks the dynamic loader, whose lock the
 * loading of a library holds: half a second in which whoever reads a file for the first time would stand still.
 */
public final class FileMethods {
    private FileMethods() {}

    /** Links them, so that files can be read while a library is loaded. */
    public static void link() {
        Path known = Path.of(System.getProperty("java.home"), "release");
        try (FileInputStream stream = new FileInputStream(known.toFile());
                FileChannel channel = FileChannel.open(known)) {
            stream.read(new byte[1]);
            stream.available();
            channel.read(ByteBuffer.allocateDirect(1));
            channel.read(ByteBuffer.allocateDirect(1), channel.size() - 1);
            channel.position(0);
            known.toFile().canRead();
        } catch (IOException e) {
            // A runtime without that file links them later.
        }
    }
}
