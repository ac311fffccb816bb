package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/hosting-layout} moves two files, adds what hosting asks for, and changes nothing. */
class HostingLayoutTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();

    @TempDir
    private Path folder;

    private static String run(Path directory, int expected, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(expected);
        return output;
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        root.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    @Test
    void twoFilesMoveAndWhatHostingAsksForIsAdded() throws Exception {
        assumeTrue(Files.exists(ROOT.resolve(".git")), "skipped: this is not a clone");
        run(ROOT, 0, "bash", "bin/hosting-layout", folder.resolve("laid").toString());
        Path committed = Files.createDirectory(folder.resolve("committed"));
        run(ROOT, 0, "sh", "-c", "git archive HEAD | tar -x -C \"$1\"", "sh", committed.toString());

        Map<String, String> expected = files(committed);
        Map<String, String> moved = new TreeMap<>();
        expected.forEach((path, content) -> moved.put(
                path.equals("pom.xml")
                        ? "central-pom.xml"
                        : path.equals("jenkins-pom.xml")
                                ? "pom.xml"
                                : path.startsWith("src/hosting/") ? path.substring("src/hosting/".length()) : path,
                content));
        assertThat(files(folder.resolve("laid"))).isEqualTo(moved);
        assertThat(moved)
                .containsKeys(
                        "Jenkinsfile",
                        ".github/CODEOWNERS",
                        ".github/renovate.json",
                        ".github/workflows/cd.yaml",
                        ".github/workflows/jenkins-security-scan.yml",
                        ".mvn/extensions.xml",
                        ".mvn/maven.config");
        assertThat(moved.get("pom.xml")).contains("<packaging>hpi</packaging>", "${changelist}");
        assertThat(moved.get("Jenkinsfile")).contains("buildPlugin(");
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws Exception {
        Files.writeString(folder.resolve("mine"), "mine");

        assertThat(run(ROOT, 64, "bash", "bin/hosting-layout", folder.toString()))
                .contains("is not empty.");
        assertThat(folder).isDirectoryContaining("glob:**/mine");
    }
}
