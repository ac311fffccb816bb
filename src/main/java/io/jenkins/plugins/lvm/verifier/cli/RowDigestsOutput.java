package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes the digests of rows that were used, verification by verification, and writes them where they are asked for. */
final class RowDigestsOutput {
    private final @Nullable String file;
    private final List<byte[]> digests = new ArrayList<>();

    /** @param file null where nobody asks for them */
    RowDigestsOutput(@Nullable String file) {
        this.file = file;
    }

    /** Takes them; null where nobody asks for them. */
    @Nullable
    Consumer<byte[]> taker() {
        return file == null ? null : digests::add;
    }

    /** Writes all of them, 32 bytes each. */
    void write(Path target) throws IOException {
        AtomicFile.write(target, aside -> {
            try (OutputStream out = Files.newOutputStream(aside)) {
                for (byte[] some : digests) {
                    out.write(some);
                }
            }
        });
    }
}
