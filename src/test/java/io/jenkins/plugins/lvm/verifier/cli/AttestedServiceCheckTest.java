package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.service.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real service, held against what was attested where there is no checkpoint any more. */
class AttestedServiceCheckTest {
    private static final Path KEYS = Path.of(System.getProperty("basedir", "."), "src/test/resources/model-signing");

    private static ServiceProcess service;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void startAndVerify() throws IOException {
        service = ServiceProcess.start();
        Outcome verified = InProcess.lvmVerify(
                "verify",
                "--checkpoint",
                fixture("amn.pt"),
                "--data",
                fixture("rows.npz"),
                "--claim",
                "0.5",
                "--device",
                "cpu",
                "--diagnose",
                "never",
                "--report",
                file("report.json"),
                "--attest",
                file("attested.json"),
                "--row-digests",
                file("rows.sha256"),
                "--sign-key",
                KEYS.resolve("p256.key.pem").toString());
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isLessThan(3);
        assertThat(folder.resolve("attested.json")).exists();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String fixture(String name) {
        return ServiceProcess.fixtures().resolve(name).toString();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static Outcome check(String path, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "serve-check",
                "--url",
                service.url(path),
                "--attestation",
                file("attested.json"),
                "--cosines",
                file("cosines.f32"),
                "--data",
                fixture("rows.npz"),
                "--draw-seed",
                "5"));
        line.addAll(List.of(more));
        return InProcess.lvmVerify(line.toArray(String[]::new));
    }

    @Test
    void aRightServicePasses() {
        Outcome plain = check("right", "--key", KEYS.resolve("p256.pub.pem").toString());
        assertThat(plain.exitCode()).as(plain.out() + plain.err()).isZero();
        assertThat(plain.out())
                .contains("PASSED  The service at ")
                .contains("computes what was attested of attention-mixture: all of ")
                .contains("Latency");
        assertThat(check("right", "--row-digests", file("rows.sha256")).exitCode())
                .isZero();
    }

    @Test
    void whatComputesSomethingElseFailsWithinThirtyRows() {
        for (String path : List.of("wrong", "stale", "last", "previous")) {
            Outcome outcome = check(path);
            assertThat(outcome.exitCode())
                    .as(path + outcome.out() + outcome.err())
                    .isEqualTo(2);
            assertThat(outcome.out())
                    .contains("FAILED  The service at ")
                    .contains("does not compute what was attested of attention-mixture")
                    .containsPattern("\\b\\d\\d? of \\d\\d? rows differ");
        }
    }

    @Test
    void whatIsBoundElsewhereIsRefusedBeforeAnybodyIsAsked() throws IOException {
        assertThat(check("right", "--key", KEYS.resolve("p384.pub.pem").toString())
                        .out())
                .contains("REFUSED")
                .contains("signed with another key");
        Path cosines = folder.resolve("changed.f32");
        byte[] bytes = Files.readAllBytes(folder.resolve("cosines.f32"));
        bytes[1] ^= 1;
        Files.write(cosines, bytes);
        Outcome changed = check("right", "--cosines", cosines.toString());
        assertThat(changed.exitCode()).isNotZero();
        Outcome other = InProcess.lvmVerify(
                "serve-check",
                "--url",
                service.url("right"),
                "--attestation",
                file("attested.json"),
                "--cosines",
                cosines.toString(),
                "--data",
                fixture("rows.npz"));
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.out()).contains("the cosines are not the ones that were attested");
        assertThat(InProcess.lvmVerify(
                                "serve-check",
                                "--url",
                                service.url("right"),
                                "--attestation",
                                file("attested.json"),
                                "--cosines",
                                file("cosines.f32"),
                                "--data",
                                fixture("few.npz"))
                        .err())
                .contains("are of none of the splits of the data");
    }

    @Test
    void explainsWhatIsMissing() {
        Outcome none = InProcess.lvmVerify(
                "serve-check",
                "--url",
                "http://127.0.0.1:9/",
                "--attestation",
                file("attested.json"),
                "--data",
                "x.npz");
        assertThat(none.exitCode()).isEqualTo(64);
        assertThat(none.err()).contains("--attestation needs the cosines that it binds");
        assertThat(check("right", "--report", file("other.json")).err()).contains("nothing is verified");
        Outcome alone = InProcess.lvmVerify(
                "serve-check", "--url", "http://127.0.0.1:9/", "--cosines", "c.f32", "--data", "x.npz");
        assertThat(alone.err()).contains("belong to an attestation");
    }
}
