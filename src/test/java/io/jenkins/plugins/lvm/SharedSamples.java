package io.jenkins.plugins.lvm;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Sample files that lie beside some checkouts: in the folder of system property {@code lvm.shared}, else {@code ../shared}. */
public final class SharedSamples {
    private SharedSamples() {}

    /** The folder with checkpoint layouts and their expected numbers; skips the calling test where there is none. */
    public static Path layouts() {
        final Path layouts =
                Path.of(System.getProperty("lvm.shared", "../shared")).resolve("reference/layouts");
        Assumptions.assumeTrue(Files.isDirectory(layouts), () -> "skipped: there are no sample layouts in " + layouts);
        return layouts;
    }
}
