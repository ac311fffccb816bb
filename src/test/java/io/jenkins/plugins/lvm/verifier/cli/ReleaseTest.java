package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be told of the release without making one: its arguments, and how the launcher starts from it. */
class ReleaseTest {
    @TempDir
    private Path folder;

    private static String run(int exitCode, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        return said;
    }

    @ParameterizedTest
    @CsvSource({"--platform, solaris, there is nothing for 'solaris'", "--plattform, x, '--plattform' is not an option"
    })
    void wrongArgumentsAreRefused(String option, String value, String message) throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();

        assertThat(run(64, "bash", "bin/release", option, value)).contains(message);
    }

    /** A runtime of our own that tells how it was started. */
    @Test
    void theLauncherOfAReleaseTakesItsOwnRuntimeAndLibraries() throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        Path launcher = folder.resolve("bin/lvm-verify");
        Path java = folder.resolve("runtime/bin/java");
        Files.createDirectories(launcher.getParent());
        Files.createDirectories(java.getParent());
        Files.copy(Path.of("bin/lvm-verify"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("release"), "1.0 linux-x86_64\n");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        assertThat(run(0, launcher.toString(), "verify", "--quiet").lines())
                .contains(
                        "-DENGINE_CACHE_DIR=" + folder.resolve("native"),
                        "-Djava.library.path=" + folder.resolve("native"),
                        "-Donnxruntime.native.path=" + folder.resolve("native/onnxruntime"),
                        folder.resolve("lib") + "/*",
                        "verify",
                        "--quiet");
    }
}
