package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Conclusion;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
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
                .contains("Conclusion: SAME")
                .contains("computes what was attested of attention-mixture: all of ")
                .contains("Latency")
                .containsPattern("attested\\.json .* PASSED");
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
                    .contains("The service does not compute what was verified")
                    .contains("does not compute what was attested of attention-mixture")
                    .containsPattern("\\b\\d\\d? of \\d\\d? rows differ");
        }
    }

    @Test
    void reportsLikeAnyVerification() throws IOException {
        Path report = folder.resolve("service.json");
        Outcome outcome = check(
                "stale", "--report", report.toString(), "--html", file("service.html"), "--junit", file("service.xml"));

        assertThat(outcome.exitCode()).isEqualTo(2);
        String json = Files.readString(report);
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("docs/report.schema.json")))
                        .validate(json, InputFormat.JSON))
                .isEmpty();
        Verification found = ContractJson.readReport(json).verifications().get(0);
        ReportCheck.requireSound(found);
        Verification attested = ContractJson.readReport(Files.readString(folder.resolve("report.json")))
                .verifications()
                .get(0);
        assertThat(found.checkpoint().path()).isEqualTo(file("attested.json"));
        assertThat(found.split().reason()).isEqualTo("the rows that were attested of amn.pt");
        assertThat(found.checkpoint().sha256()).isEqualTo(attested.checkpoint().sha256());
        assertThat(found.actual().value()).isCloseTo(attested.actual().value(), within(1e-7));
        assertThat(found.actual().histogram()).isEqualTo(attested.actual().histogram());
        assertThat(found.claim().value()).isEqualTo(attested.claim().value());
        assertThat(found.data().scoredRowsDigest()).isEqualTo(attested.data().scoredRowsDigest());
        assertThat(found.service().conclusion()).isEqualTo(Conclusion.DIFFERENT);
        assertThat(found.gates())
                .extracting(GateOutcome::metric)
                .containsOnly(GateMetric.SERVICE_GAP, GateMetric.SERVICE_ERRORS);
        assertThat(found.findings()).extracting(Finding::code).containsExactly("SERVING_MISMATCH");
        assertThat(folder.resolve("service.cosines.f32")).hasSameBinaryContentAs(folder.resolve("cosines.f32"));
        assertThat(folder.resolve("service.html")).content().contains("The service at ", "what was attested of");
        assertThat(folder.resolve("service.xml")).content().contains("SERVICE_GAP");
    }

    @Test
    void whatIsBoundElsewhereIsRefusedBeforeAnybodyIsAsked() throws Exception {
        Outcome foreign = check("right", "--key", KEYS.resolve("p384.pub.pem").toString());
        assertThat(foreign.exitCode()).isEqualTo(65);
        assertThat(foreign.out()).contains("is refused").contains("signed with another key");
        Path cosines = folder.resolve("changed.f32");
        byte[] bytes = Files.readAllBytes(folder.resolve("cosines.f32"));
        bytes[1] ^= 1;
        Files.write(cosines, bytes);
        Outcome other = against(cosines, "rows.npz");
        assertThat(other.exitCode()).isEqualTo(65);
        assertThat(other.out()).contains("the cosines are not the ones that were attested");
        assertThat(against(folder.resolve("cosines.f32"), "few.npz").out())
                .contains("are of none of the splits of the data");
        assertThat(service.stats()).doesNotContain("\"absent\"");
    }

    private static Outcome against(Path cosines, String data) {
        return InProcess.lvmVerify(
                "serve-check",
                "--url",
                service.url("absent"),
                "--attestation",
                file("attested.json"),
                "--cosines",
                cosines.toString(),
                "--data",
                fixture(data));
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
        assertThat(none.err()).contains("An attestation needs the cosines that it binds");
        Outcome alone = InProcess.lvmVerify(
                "serve-check",
                "--url",
                "http://127.0.0.1:9/",
                "--checkpoint",
                "c.pt",
                "--cosines",
                "c.f32",
                "--data",
                "x.npz");
        assertThat(alone.exitCode()).isEqualTo(64);
        assertThat(alone.err()).contains("belong to an attestation");
    }
}
