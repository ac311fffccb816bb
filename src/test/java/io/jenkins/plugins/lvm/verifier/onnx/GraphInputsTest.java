package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that read no contexts: rows of any shape and type, several inputs, classes; with torch's numbers and digests made by hashlib. */
class GraphInputsTest {
    private static final List<String> ENCODER =
            List.of("--input=input_ids=input_ids", "--input=attention_mask=attention_mask", "--input=weights=weights");

    @TempDir
    private Path temp;

    private static Path fixtures() {
        return PythonFixtures.run("graph_inputs_fixtures.py", "graph-inputs");
    }

    private static JsonObject expected(String name) throws IOException {
        return JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject()
                .getAsJsonObject(name);
    }

    private Outcome verify(String name, String data, List<String> more) {
        Path folder = fixtures().resolve(name);
        List<String> args = new ArrayList<>(List.of(
                "verify",
                "--checkpoint",
                folder.resolve("model.pt").toString(),
                "--data",
                folder.resolve(data).toString(),
                "--targets-key=labels",
                "--split=all",
                "--device=cpu",
                "--forward-onnx",
                folder.resolve("forward.onnx").toString(),
                "--report",
                report().toString()));
        args.addAll(more);
        return InProcess.lvmVerify(args.toArray(new String[0]));
    }

    private Path report() {
        return temp.resolve("report.json");
    }

    private static List<String> with(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "regression, x, mse, data.npz",
        "regression, x, mae, arrays",
        "regression, x, cosine, data.npz",
        "scalar, x, mse, data.npz",
        "images, images, accuracy, data.npz",
        "images, images, f1, arrays",
        "pixels, images, accuracy, data.npz",
        "tokens, tokens, cosine, data.npz",
        "tokens, tokens, mse, arrays",
        "tokens32, tokens, cosine, data.npz",
        "hashed, tokens, cosine, data.npz",
        "exact, x, cosine, arrays"
    })
    void oneInputOfAnyShapeAndTypeIsMeasuredAsTorchDoes(String name, String key, String metric, String data)
            throws IOException {
        List<String> asked = new ArrayList<>(List.of("--contexts-key=" + key, "--claim=metrics." + metric));
        if (!metric.equals("cosine")) {
            asked.addAll(List.of("--metric=" + metric, "--fail-threshold=0.00001"));
        }
        Outcome outcome = verify(name, data, asked);

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        requireMeasured(name, metric);
    }

    private void requireMeasured(String name, String metric) throws IOException {
        JsonObject found = InProcess.verification(report());
        JsonObject torchs = expected(name);
        double measured = metric.equals("cosine")
                ? found.getAsJsonObject("actual").get("value").getAsDouble()
                : found.getAsJsonObject("measured").get("sampleMean").getAsDouble();
        assertThat(measured).isCloseTo(torchs.get(metric).getAsDouble(), within(1e-6));
        assertThat(found.get("gap").getAsDouble()).isCloseTo(0, within(1e-6));
        assertThat(found.getAsJsonObject("data").get("rowsDigest").getAsString())
                .isEqualTo(torchs.get("rowsDigest").getAsString());
        assertThat(found.get("naivePredictors").isJsonNull()).isTrue();
        assertThat(found.get("dataProfile").isJsonNull()).isTrue();
        assertThat(found.getAsJsonObject("model").get("notes").toString()).contains("naive predictors", "are left out");
        ReportCheck.requireSound(ContractJson.readReport(Files.readString(report()))
                .verifications()
                .get(0));
    }

    @ParameterizedTest
    @CsvSource({"data.npz, cosine", "arrays, cosine", "data.npz, mse"})
    void severalInputsAreReadByTheirNames(String data, String metric) throws IOException {
        Outcome outcome = verify(
                "encoder",
                data,
                metric.equals("mse")
                        ? with(ENCODER, "--claim=metrics.mse", "--metric=mse", "--fail-threshold=0.00001")
                        : with(ENCODER, "--claim=metrics.cosine"));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        requireMeasured("encoder", metric);
        assertThat(InProcess.verification(report())
                        .getAsJsonObject("data")
                        .get("keys")
                        .toString())
                .isEqualTo("[\"attention_mask\",\"input_ids\",\"weights\",\"labels\"]");
    }

    @Test
    void aGapIsJudgedAndSaysWhatIsLeftOut() {
        Outcome outcome =
                verify("tokens", "data.npz", List.of("--contexts-key=tokens", "--claim=0.999", "--diagnose=always"));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).contains("GAP_BELOW");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    tokens     | --contexts-key=article_ids         | reads 'tokens' as int64 of shape [any, 9], and 'article_ids' in the data is int64 [rows].
                    images     | --contexts-key=labels              | reads 'images' as float of shape [any, 3, 8, 8], and 'labels' in the data is int64 [rows].
                    pixels     | --input=other=images               | has no input 'other' that the checkpoint does not give; it reads 'images'.
                    encoder    | --contexts-key=input_ids           | reads 3 inputs that the checkpoint does not give
                    encoder    | --input=input_ids=input_ids        | as well, and no array is given to it.
                    encoder    | --input=input_ids                  | The input 'input_ids' is not NAME=KEY.
                    tokens     | --input=tokens=nothing             | holds no input tokens: none of nothing; it holds article_ids, labels, tokens.
                    """)
    void whatDoesNotGoTogetherNamesBoth(String name, String option, String message) {
        String metric = name.equals("images") || name.equals("pixels") ? "accuracy" : "mse";
        Outcome outcome = verify(name, "data.npz", List.of(option, "--metric=" + metric, "--fail-threshold=0.1"));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isGreaterThanOrEqualTo(64);
        assertThat(outcome.out() + outcome.err()).contains(message);
    }

    @Test
    void whatNeedsContextsIsRefused() {
        assertRefused("tokens", "The alignment test takes contexts of vectors", "--contexts-key=tokens", "--alignment");
        assertRefused(
                "tokens", "A baseline is compared on", "--contexts-key=tokens", "--baseline=" + checkpoint("tokens"));
        assertRefused(
                "tokens",
                "which only the ONNX graph reads, not 'gru-stack'",
                "--contexts-key=tokens",
                "--forward=gru-stack");
        assertRefused("images", "a cosine needs two vectors", "--contexts-key=images");
        assertRefused(
                "tokens",
                "is int64 (150, 9), and a prediction has 6 components",
                "--contexts-key=tokens",
                "--targets-key=tokens");
    }

    private static String checkpoint(String name) {
        return fixtures().resolve(name).resolve("model.pt").toString();
    }

    private void assertRefused(String name, String message, String... more) {
        Outcome outcome = verify(name, "data.npz", List.of(more));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isGreaterThanOrEqualTo(64);
        assertThat(outcome.out() + outcome.err()).contains(message);
    }

    @Test
    void heldOutRowsAndRiskWorkOrSaySo() {
        Outcome heldOut = verify(
                "tokens",
                "data.npz",
                List.of("--contexts-key=tokens", "--held-out=" + fixtures().resolve("tokens32/data.npz")));
        assertThat(heldOut.out() + heldOut.err()).contains("Make both in the same way.");

        Outcome risk = verify(
                "tokens", "data.npz", List.of("--contexts-key=tokens", "--claim=metrics.cosine", "--risk=0.001"));
        assertThat(risk.exitCode()).as(risk.out() + risk.err()).isZero();
        assertThat(risk.out()).contains("the inputs are not contexts of vectors");
    }
}
