package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifications on other inputs than contexts, attested and audited: each input of each row is bound, and how the data lies is not. */
class AttestedInputsTest {
    private static final List<String> ENCODER =
            List.of("--input=input_ids=input_ids", "--input=attention_mask=attention_mask", "--input=weights=weights");
    private static final List<String> PIXELS = List.of("--contexts-key=images");

    @TempDir
    private Path temp;

    private static Path fixtures() {
        return PythonFixtures.run("attested_inputs_fixtures.py", "attested-inputs");
    }

    private static JsonObject expected(String name) throws IOException {
        return JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject()
                .getAsJsonObject(name);
    }

    private Outcome run(String command, String name, String data, List<String> inputs, String... more) {
        Path folder = fixtures().resolve(name);
        List<String> args = new ArrayList<>(List.of(
                command,
                "--checkpoint=" + folder.resolve("model.pt"),
                "--data=" + folder.resolve(data),
                "--targets-key=labels",
                "--split=all",
                "--device=cpu",
                "--forward-onnx=" + folder.resolve("forward.onnx")));
        args.addAll(inputs);
        args.addAll(List.of(more));
        return InProcess.lvmVerify(args.toArray(new String[0]));
    }

    private void attestEncoder() {
        Outcome outcome = run(
                "verify",
                "encoder",
                "data.npz",
                ENCODER,
                "--claim=metrics.cosine",
                "--report=" + temp.resolve("report.json"),
                "--attest=" + temp.resolve("attested.json"),
                "--row-digests=" + temp.resolve("rows.sha256"));
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    }

    private void attestPixels() {
        Outcome outcome = run(
                "verify",
                "pixels",
                "data.npz",
                PIXELS,
                "--metric=accuracy",
                "--claim=metrics.accuracy",
                "--fail-threshold=0.01",
                "--report=" + temp.resolve("report.json"),
                "--attest=" + temp.resolve("attested.json"));
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    }

    private Outcome audit(String name, String data, List<String> inputs, String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        args.add("--attestation=" + temp.resolve("attested.json"));
        args.add("--cosines=" + temp.resolve("cosines.f32"));
        args.add("--rows=150");
        return run("audit", name, data, inputs, args.toArray(new String[0]));
    }

    private static void assertAgrees(Outcome audited) {
        assertThat(audited.exitCode()).as(audited.out() + audited.err()).isZero();
        assertThat(audited.out()).contains("AGREES", "150 of 150 rows recomputed");
    }

    private static void assertRefused(Outcome audited, String message) {
        assertThat(audited.exitCode()).as(audited.out() + audited.err()).isEqualTo(2);
        assertThat(audited.out()).contains("REFUSED").contains(message);
    }

    @Test
    void severalInputsAgreeHoweverTheDataLies() {
        attestEncoder();

        for (String data : List.of("data.npz", "arrays", "data.safetensors")) {
            assertAgrees(audit("encoder", data, ENCODER));
            assertAgrees(audit("encoder", data, ENCODER, "--row-digests=" + temp.resolve("rows.sha256")));
        }
    }

    @Test
    void classesOfImagesAgreeHoweverTheDataLies() {
        attestPixels();

        for (String data : List.of("data.npz", "arrays", "data.safetensors")) {
            assertAgrees(audit("pixels", data, PIXELS));
        }
    }

    /** Of each array that is read, one number is another: an integer, a truth value of eight bytes, a float16, a float32. */
    @ParameterizedTest
    @ValueSource(strings = {"input_ids", "attention_mask", "weights", "labels"})
    void aNumberOfAnyInputThatIsAnotherIsFound(String array) {
        attestEncoder();
        String data = "other_" + array + ".npz";

        assertRefused(audit("encoder", data, ENCODER), "the rows of the data are not the ones that were attested");
        assertRefused(
                audit("encoder", data, ENCODER, "--row-digests=" + temp.resolve("rows.sha256")),
                "1 of 150 rows drawn are not the ones that were attested, such as row 17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"images", "labels"})
    void aByteOrAClassThatIsAnotherIsFound(String array) {
        attestPixels();

        assertRefused(
                audit("pixels", "other_" + array + ".npz", PIXELS),
                "the rows of the data are not the ones that were attested");
    }

    @Test
    void inputsThatChangePlacesOrAreLeftOutAreFound() {
        attestEncoder();

        assertRefused(
                audit(
                        "encoder",
                        "data.npz",
                        List.of(
                                "--input=input_ids=attention_mask",
                                "--input=attention_mask=input_ids",
                                "--input=weights=weights")),
                "the rows of the data are not the ones that were attested");
        Outcome without = audit("encoder", "data.npz", ENCODER.subList(0, 2));
        assertThat(without.exitCode()).isEqualTo(65);
        assertThat(without.err()).contains("reads 'weights' as well, and no array is given to it.");
        Outcome other = audit("encoder", "data.npz", List.of());
        assertThat(other.exitCode()).isEqualTo(65);
        assertThat(other.err()).contains("holds no contexts");
    }

    @Test
    void cosinesThatWereChangedAreFound() throws IOException {
        attestEncoder();
        Path cosines = temp.resolve("cosines.f32");
        byte[] bytes = Files.readAllBytes(cosines);
        bytes[17 * Float.BYTES] ^= 1;
        Files.write(cosines, bytes);

        assertRefused(audit("encoder", "data.safetensors", ENCODER), "the cosines are not the ones that were attested");
    }

    @ParameterizedTest
    @CsvSource({"bfloat16.safetensors, cosine", "float32.npz, cosine", "bfloat16.safetensors, mse"})
    void bfloat16IsTheFloat32ThatItStandsFor(String data, String metric) throws IOException {
        JsonObject torchs = expected("rounded");
        Path report = temp.resolve("report.json");
        Outcome outcome = run(
                "verify",
                "rounded",
                data,
                List.of("--contexts-key=x"),
                "--metric=" + metric,
                "--claim=" + torchs.get(metric).getAsString(),
                "--unstable-threshold=0.00001",
                "--report=" + report);

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        JsonObject found = InProcess.verification(report);
        assertThat(found.get("gap").getAsDouble()).isCloseTo(0, within(1e-6));
        assertThat(found.getAsJsonObject("data").get("rowsDigest").getAsString())
                .isEqualTo(torchs.get("rowsDigest").getAsString());
    }
}
