package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.dataset.RowCache;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where rows of compressed data are kept, for all commands that verify. */
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RowCacheOptions {
    private static final String NONE = "none";
    private static final double BYTES_PER_GIB = 1 << 30;

    @Option(
            names = "--row-cache",
            defaultValue = "${sys:lvm.rowCache:-none}",
            paramLabel = "DIR",
            description =
                    "Folder that keeps the rows used of a compressed npz, so that the next verification on them need not"
                            + " inflate it again; none to keep none (default: ${DEFAULT-VALUE}).")
    private String folder;

    @Option(
            names = "--row-cache-size",
            defaultValue = "4",
            paramLabel = "GIB",
            description =
                    "Size of that folder at most; what was used longest ago goes first (default: ${DEFAULT-VALUE}).")
    private double size;

    /** The cache. */
    @Nullable
    RowCache cache() {
        return folder.isBlank() || folder.equals(NONE) || !(size > 0)
                ? null
                : new RowCache(Path.of(folder), (long) (size * BYTES_PER_GIB));
    }
}
