package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} as the plugin asks for it: nothing outside of a folder is read. */
class EnclosureTest {
    private static final Path CHECKPOINT = Path.of("examples/gru_healthy.pt");

    @TempDir
    private Path folder;

    private Path workspace;
    private Path secret;

    @BeforeEach
    void prepare() throws IOException {
        workspace = Files.createDirectory(folder.resolve("workspace"));
        secret = Files.copy(CHECKPOINT, folder.resolve("secret.pt"));
    }

    private Outcome inspect(Path file) {
        return InProcess.lvmVerify("inspect", "--json", "--within", workspace.toString(), file.toString());
    }

    private void refuses(Path file) {
        Outcome outcome = inspect(file);
        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("leads out of " + workspace, "Let an administrator look at it");
    }

    @Test
    void whatLiesInsideIsInspectedAlsoByALink() throws IOException {
        Path inside = Files.copy(CHECKPOINT, workspace.resolve("best.pt"));
        Path link = Files.createSymbolicLink(workspace.resolve("latest.pt"), inside.getFileName());

        for (Path file : new Path[] {inside, link}) {
            Outcome outcome = inspect(file);
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(JsonParser.parseString(outcome.out())
                            .getAsJsonObject()
                            .get("epoch")
                            .getAsInt())
                    .isPositive();
        }
    }

    @Test
    void whatLiesOutsideIsNotReadWhateverLeadsThere() throws IOException {
        refuses(secret);
        refuses(workspace.resolve("../secret.pt"));
        refuses(Files.createSymbolicLink(workspace.resolve("link.pt"), secret));
        Files.createSymbolicLink(workspace.resolve("up"), folder);
        refuses(workspace.resolve("up/secret.pt"));
    }

    @Test
    void aFolderIsSearchedForLinksThatLeadOut() throws IOException {
        Path model = Files.createDirectory(workspace.resolve("model"));
        Files.createSymbolicLink(model.resolve("model.safetensors"), secret);

        refuses(model);
        refuses(Files.createSymbolicLink(workspace.resolve("again"), model));
    }

    @Test
    void whatIsMissingIsSaidAsEver() {
        Outcome outcome = inspect(workspace.resolve("none.pt"));

        assertThat(outcome.exitCode()).isEqualTo(66);
        assertThat(outcome.err()).contains("none.pt");
    }
}
