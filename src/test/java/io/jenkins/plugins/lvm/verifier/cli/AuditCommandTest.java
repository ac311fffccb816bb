package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verification, attestation and its audit, by the command line. */
class AuditCommandTest {
    private static final Path KEYS = Path.of(System.getProperty("basedir", "."), "src/test/resources/model-signing");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void verify() {
        assertThat(run(List.of(
                        "verify",
                        "--data",
                        GatesFixtures.file("train.npz"),
                        "--checkpoint",
                        GatesFixtures.file("worse.pt"),
                        GatesFixtures.file("good.pt"),
                        "--report",
                        folder.resolve("report.json").toString(),
                        "--attest",
                        folder.resolve("attested.json").toString(),
                        "--sign-key",
                        KEYS.resolve("p256.key.pem").toString())))
                .isLessThan(2);
        assertThat(folder.resolve("attested-2.sig")).exists();
    }

    @Test
    void recomputesRowsOfOneOfSeveral() {
        assertThat(audit("good.pt", "--key", KEYS.resolve("p256.pub.pem").toString(), "--audit-seed", "5"))
                .isZero();

        assertThat(out.toString())
                .containsPattern("AGREES +\\S*good.pt: 50 of \\d+ rows recomputed")
                .containsPattern("Self-check: \\d+ rearranged, .*50 products, 50 places, 50 cosines\\.")
                .contains("seed 5.")
                .contains("Had 5 % of the rows been forged, these 50 would have shown it with probability 92.3 %.")
                .contains("less than 5.8 % are forged");
    }

    @Test
    void drawsOtherRowsEachTime() {
        audit("good.pt", "--rows", "3");
        audit("good.pt", "--rows", "3");

        assertThat(out.toString()
                        .lines()
                        .filter(line -> line.startsWith("AGREES"))
                        .map(line -> line.replaceAll(".*seed ", ""))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void refusesCosinesThatWereChanged() throws Exception {
        Path cosines = folder.resolve("cosines.f32");
        byte[] bytes = Files.readAllBytes(cosines);
        bytes[bytes.length - 2] ^= 1;
        Files.write(cosines, bytes);

        assertThat(audit("good.pt")).isEqualTo(2);
        assertThat(out.toString()).contains("REFUSED").contains("the cosines are not the ones that were attested");
        assertThat(audit("worse.pt")).as("its rows come first").isZero();
    }

    @Test
    void refusesWhatSomebodyElseSigned() {
        assertThat(audit("good.pt", "--key", KEYS.resolve("p384.pub.pem").toString()))
                .isEqualTo(2);
        assertThat(out.toString()).contains("signed with another key");
    }

    @Test
    void explainsWhatIsMissing() throws Exception {
        assertThat(audit("other.pt")).isEqualTo(65);
        assertThat(err.toString()).contains("is not in the attestation");
        assertThat(audit("good.pt", "--rows", "0")).isEqualTo(64);
        assertThat(audit("good.pt", "--split", "tail")).isEqualTo(64);
        assertThat(err.toString()).contains("not those of the split 'tail'");
        Files.write(folder.resolve("cosines.f32"), new byte[8]);
        assertThat(audit("good.pt")).isEqualTo(65);
        assertThat(err.toString()).contains("is not a file of the cosines of");
    }

    private int audit(String checkpoint, String... options) {
        List<String> line = new ArrayList<>(List.of(
                "audit",
                "--attestation",
                folder.resolve("attested.json").toString(),
                "--cosines",
                folder.resolve("cosines.f32").toString(),
                "--checkpoint",
                GatesFixtures.file(checkpoint),
                "--data",
                GatesFixtures.file("train.npz")));
        line.addAll(List.of(options));
        return run(line);
    }

    private int run(List<String> line) {
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
    }
}
