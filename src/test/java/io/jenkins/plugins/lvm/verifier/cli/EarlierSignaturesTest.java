package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No signature of a model stays beside an attestation that was made without it. */
class EarlierSignaturesTest {
    private static final Path KEYS = Path.of(System.getProperty("basedir", "."), "src/test/resources/model-signing");

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private void verify(String checkpoint, String... options) {
        err.getBuffer().setLength(0);
        List<String> line = new ArrayList<>(List.of(
                "verify",
                "--quiet",
                "--checkpoint",
                GatesFixtures.file(checkpoint),
                "--data",
                GatesFixtures.file("train.npz"),
                "--attest",
                file("statement.json").toString()));
        line.addAll(List.of(options));
        LvmVerify.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), line.toArray(String[]::new));
    }

    private static String key(String name) {
        return KEYS.resolve(name + ".key.pem").toString();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void leaveEarlierOnes() throws IOException {
        verify("good.pt", "--sign-key", key("p384"));
        assertThat(file("statement.sig")).exists();
        // Of a run over several checkpoints, one of them by a graph, and of another attestation.
        for (String name : List.of("statement-3.sig", "statement-forward.sig", "other.sig", "statement-x.sig")) {
            Files.copy(file("statement.sig"), file(name));
        }
        Files.writeString(file("statement-2.sig"), "-----BEGIN PGP SIGNATURE-----\n");
        Files.createSymbolicLink(file("statement-4.sig"), file("other.sig"));
    }

    private void requireOthersLeft() {
        for (String name : List.of("other.sig", "statement-x.sig", "statement-2.sig", "statement-4.sig")) {
            assertThat(file(name)).as(name).exists();
            assertThat(err.toString()).doesNotContain(name);
        }
    }

    @Test
    void aRunThatSignsNoModelRemovesThemAndSaysSo() throws IOException {
        for (List<String> options : List.of(List.<String>of(), List.of("--sign-key", key("ed25519")))) {
            leaveEarlierOnes();
            verify("worse.pt", options.toArray(String[]::new));

            assertThat(file("statement.json")).exists();
            for (String name : List.of("statement.sig", "statement-3.sig", "statement-forward.sig")) {
                assertThat(file(name)).doesNotExist();
                assertThat(err.toString())
                        .contains(file(name)
                                + " is removed: it signs the model of an earlier run, and this run signs none there.");
            }
            requireOthersLeft();
            try (var left = Files.list(folder)) {
                left.forEach(one -> assertThat(one.toFile().delete()).isTrue());
            }
        }
    }

    @Test
    void aRunThatSignsWritesItsOwnAnew() throws IOException {
        leaveEarlierOnes();
        String before = Files.readString(file("statement.sig"));
        verify("worse.pt", "--sign-key", key("p384"));

        assertThat(file("statement.sig")).content().isNotEqualTo(before);
        assertThat(file("statement-3.sig")).doesNotExist();
        assertThat(file("statement-forward.sig")).doesNotExist();
        assertThat(err.toString()).doesNotContain("statement.sig is removed");
        requireOthersLeft();
    }

    @Test
    void aRunThatVerifiesNothingLeavesNone() throws IOException {
        leaveEarlierOnes();
        verify("nowhere.pt");

        assertThat(file("statement.json")).doesNotExist();
        assertThat(file("statement.sig")).doesNotExist();
        requireOthersLeft();
    }
}
