package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No source file is longer than can be read at one sitting, and no folder becomes a heap. */
class SourceFilesTest {
    private static final Path MAIN =
            Path.of(System.getProperty("basedir", "."), "src/main/java/io/jenkins/plugins/lvm");
    private static final int MOST_LINES = 350;
    private static final int MOST_FILES_OF_THE_ROOT = 8;

    /** The report's layout, registries, and the class of Stapler's setters: lists, whose entries stand one below the other. */
    private static final Set<String> LISTS = Set.of(
            "VerificationReport.java",
            "Settings.java",
            "ForwardDefinitions.java",
            "GateMetric.java",
            "Trainer.java",
            "VerifyLvmCheckpointBuilder.java",
            "VerifyLvmCheckpointParameters.java");

    @Test
    void noFileIsTooLong() throws IOException {
        assertThat(files(MAIN, Integer.MAX_VALUE)
                        .filter(file -> !LISTS.contains(file.getFileName().toString()))
                        .filter(file -> lines(file) > MOST_LINES))
                .isEmpty();
    }

    @Test
    void theVerifiersRootIsNoHeap() throws IOException {
        assertThat(files(MAIN.resolve("verifier"), 1).filter(file -> !file.endsWith("package-info.java")))
                .hasSizeLessThanOrEqualTo(MOST_FILES_OF_THE_ROOT);
    }

    private static Stream<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
