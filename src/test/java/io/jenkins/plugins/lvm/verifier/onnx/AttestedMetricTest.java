package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.dataset.RowRoots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A claim of a mean squared error, attested and audited. */
class AttestedMetricTest {
    @TempDir
    private Path folder;

    private static Path fixture(String name) {
        return PythonFixtures.run("metric_claim_fixtures.py", "metric-claim").resolve(name);
    }

    private JsonObject attested() throws IOException {
        Outcome outcome = GraphRun.ofLast(
                fixture("."),
                folder.resolve("report.json"),
                List.of("--metric=mse", "--claim=metrics.json:val.mse", "--relative-fail-threshold=0.001"),
                "--attest=" + folder.resolve("attested.json"),
                "--row-digests=" + folder.resolve("rows.sha256"));
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        return JsonParser.parseString(Files.readString(folder.resolve("attested.json")))
                .getAsJsonObject();
    }

    private static JsonObject measured(JsonObject attestation) {
        return verified(attestation).getAsJsonObject("measured");
    }

    private static JsonObject verified(JsonObject attestation) {
        return attestation
                .getAsJsonObject("predicate")
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
    }

    private Outcome audit() {
        return InProcess.lvmVerify(
                "audit",
                "--attestation=" + folder.resolve("attested.json"),
                "--cosines=" + folder.resolve("cosines.f32"),
                "--checkpoint=" + fixture("last.ckpt"),
                "--data=" + fixture("data.npz"),
                "--forward-onnx=" + fixture("forward.onnx"),
                "--split=all",
                "--device=cpu",
                "--rows=90");
    }

    private double[] values() throws IOException {
        double[] values = new double[90];
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("metric.f64")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .get(values);
        return values;
    }

    private void write(double[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(bytes::putDouble);
        Files.write(folder.resolve("metric.f64"), bytes.array());
    }

    @Test
    void itsRowsAreRecomputed() throws IOException {
        JsonObject attestation = attested();

        assertThat(measured(attestation).get("metric").getAsString()).isEqualTo("mse");
        assertThat(measured(attestation).get("actual").getAsDouble())
                .isCloseTo(Arrays.stream(values()).average().orElseThrow(), within(1e-12));
        assertThat(measured(attestation).get("claim").getAsDouble()).isPositive();
        // What an older version takes for a claim of a cosine is none.
        assertThat(verified(attestation).get("claim").isJsonNull()).isTrue();
        assertThat(verified(attestation).get("actual").getAsDouble()).isBetween(-1.0, 1.0);

        Outcome audited = audit();
        assertThat(audited.exitCode()).as(audited.out() + audited.err()).isZero();
        assertThat(audited.out()).contains("AGREES", "90 of 90 rows recomputed");
    }

    @Test
    void valuesThatWereChangedAreRefused() throws IOException {
        attested();
        double[] values = values();
        values[7] += 1e-9;
        write(values);

        Outcome audited = audit();

        assertThat(audited.exitCode()).isEqualTo(2);
        assertThat(audited.out()).contains("the values of the metric mse are not the ones that were attested");
    }

    @Test
    void whoAttestsValuesThatAreNotTrueIsFound() throws IOException {
        JsonObject attestation = attested();
        double[] values = values();
        values[7] /= 2;
        write(values);
        JsonObject measured = measured(attestation);
        measured.addProperty("rowsDigest", RowRoots.of(Files.readAllBytes(folder.resolve("rows.sha256")), values));
        Files.writeString(folder.resolve("attested.json"), attestation.toString());
        assertThat(audit().out()).contains("the mse that was attested").contains("is not that of the rows");

        measured.addProperty("actual", Arrays.stream(values).average().orElseThrow());
        Files.writeString(folder.resolve("attested.json"), attestation.toString());
        Outcome audited = audit();

        assertThat(audited.exitCode()).isEqualTo(2);
        assertThat(audited.out()).contains("1 of 90 rows drawn have another number", "mse attested");
    }
}
