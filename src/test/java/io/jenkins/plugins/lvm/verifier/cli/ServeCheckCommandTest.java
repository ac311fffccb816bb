package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.jenkins.plugins.lvm.verifier.service.ServiceProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve-check} on a real service. */
class ServeCheckCommandTest {
    private static ServiceProcess service;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        service = ServiceProcess.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private int run(String url, String data, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "serve-check",
                "--url",
                url,
                "--checkpoint",
                ServiceProcess.fixtures().resolve("amn.pt").toString(),
                "--data",
                ServiceProcess.fixtures().resolve(data).toString(),
                "--split",
                "all",
                "--device",
                "cpu",
                "--draw-seed",
                "11"));
        line.addAll(List.of(more));
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
    }

    @Test
    void saysOfARightServiceThatItIsAndHowSureThatIs() throws IOException {
        Path report = folder.resolve("report.json");
        Path html = folder.resolve("report.html");

        assertThat(run(
                        service.url("right?token=abc"),
                        "few.npz",
                        "--report",
                        report.toString(),
                        "--html",
                        html.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("computes attention-mixture: all of 12 rows drawn from 12 are the same")
                .contains("Latency:")
                .contains("drawn by seed 11 from 12")
                .doesNotContain("token=abc");
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("docs/report.schema.json")))
                        .validate(Files.readString(report), InputFormat.JSON))
                .isEmpty();
        assertThat(Files.readString(report)).contains("\"SERVICE_GAP\"").doesNotContain("token=abc");
        assertThat(Files.readString(html))
                .contains("The running service", "Service errors")
                .doesNotContain("token=abc");
    }

    @Test
    void failsAServiceThatComputesSomethingElseAndNamesIt() {
        assertThat(run(service.url("wrong"), "rows.npz")).isEqualTo(2);
        assertThat(out.toString())
                .contains("The service computes additive-memory")
                .contains("SERVICE_GAP")
                .contains("FAILED");
    }

    /** One row in two hundred is no reason to fail it, one in fifty is. */
    @Test
    void fewRowsWithoutAUsableAnswerAreUnstable() {
        assertThat(run(service.url("rarely"), "rows.npz")).isEqualTo(1);
        assertThat(out.toString()).contains("SERVICE_ERRORS", "UNSTABLE").doesNotContain("FAILED");

        assertThat(run(service.url("often"), "rows.npz")).isEqualTo(2);
        assertThat(out.toString()).contains("FAILED");
    }

    @Test
    void aHeaderNeverShowsItsValue() {
        assertThat(run(service.url("right"), "few.npz", "--headers", "Authorization=Bearer s3cr3t"))
                .isEqualTo(64);
        assertThat(run(service.url("right"), "few.npz", "--headers", "Authorization=env:NO_SUCH_VARIABLE"))
                .isEqualTo(64);
        assertThat(out + err.toString()).contains("NO_SUCH_VARIABLE").doesNotContain("s3cr3t");
    }

    @Test
    void refusesAnAddressWithAPassword() {
        assertThat(run("http://me:s3cr3t@localhost/infer", "few.npz")).isEqualTo(64);
        assertThat(out + err.toString()).contains("user name or password").doesNotContain("s3cr3t");
    }
}
