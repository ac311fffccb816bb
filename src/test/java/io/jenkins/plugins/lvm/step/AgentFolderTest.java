package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AgentFolderTest {
    @TempDir
    private Path workspace;

    private Path model;

    @BeforeEach
    void makeModel() throws IOException {
        model = Files.createDirectories(workspace.resolve("model"));
        write("model.safetensors", "weights");
        write("vocab/tokens.txt", "tokens");
    }

    private Path write(String name, String text) throws IOException {
        Path file = model.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** As an agent tells of it. */
    private record Local(Path file) implements AgentFolder.Entry {
        @Override
        public String path() {
            return file.toString();
        }

        @Override
        public boolean isDirectory() {
            return Files.isDirectory(file);
        }

        @Override
        public List<AgentFolder.Entry> list() throws IOException {
            try (Stream<Path> files = Files.list(file)) {
                return files.<AgentFolder.Entry>map(Local::new).toList();
            }
        }

        @Override
        public String sha256() {
            return FileDigest.sha256(file);
        }
    }

    private AgentFolder folder(String attestation) {
        return new AgentFolder(new Local(model), workspace.resolve(attestation).toString());
    }

    @Test
    void allFilesAreDigestedByTheirPaths() throws Exception {
        write("empty", "");
        write(".git/HEAD", "ref");

        assertThat(folder("model.attestation.json").model().files())
                .containsOnlyKeys("empty", "model.safetensors", "vocab/tokens.txt")
                .containsEntry("vocab/tokens.txt", FileDigest.sha256(model.resolve("vocab/tokens.txt")))
                .containsEntry("empty", FileDigest.sha256(model.resolve("empty")));
    }

    @Test
    void whatIsSaidOfTheModelIsNoPartOfIt() throws Exception {
        write("said.json", "{}");
        write("said.sig", "{}");
        write("said-forward.sig", "{}");
        write("other.sig", "{}");

        assertThat(folder("model/said.json").model().files())
                .containsOnlyKeys("model.safetensors", "other.sig", "vocab/tokens.txt");
        assertThat(folder("model/said.json").model().beside())
                .containsExactlyInAnyOrder("said.json", "said.sig", "said-forward.sig");
        assertThat(folder("model.json").model().beside()).isEmpty();
    }

    /** It would take the place of the file that it looks like where a backslash separates folders. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNameThatCouldPassForAnotherIsRefused() throws IOException {
        write("x\\model.safetensors", "weights");

        assertThatThrownBy(() -> folder("model.json").model())
                .isInstanceOf(AbortException.class)
                .hasMessageMatching(
                        ".*model, named by 'checkpoint', holds a file with a backslash in its name\\. Name the folder of one model\\.");
    }

    @Test
    void foldersWithoutEndAreRefused() throws IOException {
        Path deep = model;
        for (int i = 0; i < 40; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);

        assertThatThrownBy(() -> folder("model.json").model())
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("holds folders in folders without end");
    }

    @Test
    void moreFilesThanAModelHasAreRefused() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(model.resolve(i + ".txt"));
        }

        assertThatThrownBy(() -> folder("model.json").model())
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("holds more than 10000 files");
    }
}
