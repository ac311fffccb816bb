package io.jenkins.plugins.lvm.verifier.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What counts as the model in a folder, for the command line and for the gate in Jenkins. */
class DeployedFolderTest {
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

    private DeployedModel found(String attestation) {
        return DeployedFolder.here(
                model,
                SignedAttestation.files(workspace.resolve(attestation).toString(), 1).stream()
                        .map(Path::of)
                        .toList());
    }

    private void requireRefused(String why) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> found("model.json"))
                .withMessageEndingWith(why);
    }

    @Test
    void allFilesAreDigestedByTheirPaths() throws Exception {
        write("empty", "");
        write(".git/HEAD", "ref");

        assertThat(found("model.attestation.json").files())
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

        assertThat(found("model/said.json").files())
                .containsOnlyKeys("model.safetensors", "other.sig", "vocab/tokens.txt");
        assertThat(found("model/said.json").beside())
                .containsExactlyInAnyOrder("said.json", "said.sig", "said-forward.sig");
        assertThat(found("model.json").beside()).isEmpty();
    }

    @Test
    void everyCheckpointOfAnAttestationHasASignature() {
        assertThat(SignedAttestation.files("a/said.json", 2))
                .containsExactlyInAnyOrder("a/said.json", "a/said-1.sig", "a/said-2.sig", "a/said-forward.sig");
    }

    /** By its name alone it would bring along what nobody verified. */
    @Test
    void aFolderIsNoSignature() throws Exception {
        write("said.sig/code.py", "run()");

        assertThat(found("model/said.json").files()).containsKey("said.sig/code.py");
    }

    /** It would take the place of the file that it looks like where a backslash separates folders. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNameThatCouldPassForAnotherIsRefused() throws IOException {
        write("x\\model.safetensors", "weights");

        requireRefused("model holds a file with a backslash in its name.");
    }

    @Test
    void foldersWithoutEndAreRefused() throws IOException {
        Path deep = model;
        for (int i = 0; i < 40; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);

        requireRefused("model holds folders in folders without end.");
    }

    @Test
    void moreFilesThanAModelHasAreRefused() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(model.resolve(i + ".txt"));
        }

        requireRefused("model holds more than 10000 files.");
    }

    /** As stores of models and volumes of containers lay out a folder. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkIsWhatItLeadsTo() throws IOException {
        Files.createSymbolicLink(model.resolve("tokens.txt"), Path.of("vocab/tokens.txt"));

        assertThat(found("model.json").files())
                .containsEntry("tokens.txt", FileDigest.sha256(model.resolve("vocab/tokens.txt")));
        Files.createSymbolicLink(model.resolve("lost"), Path.of("nowhere"));
        requireRefused("model/lost is neither a file nor a folder.");
        Files.delete(model.resolve("lost"));
        Files.createSymbolicLink(model.resolve("again"), Path.of("."));
        requireRefused("model holds folders in folders without end.");
    }

    /** A pipe would hold whoever opens it, a device has no end. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aDeviceIsNotOpened() throws IOException {
        Path link = Files.createSymbolicLink(model.resolve("zeros"), Path.of("/dev/zero"));

        requireRefused("model/zeros is neither a file nor a folder.");
        Files.delete(link);
    }
}
