package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code inspect} of data that another team has: which arrays there are, and which options name them. */
class InspectDataTest {
    private static JsonObject inspected(Path path) {
        Outcome outcome = InProcess.lvmVerify("inspect", "--json", path.toString());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return JsonParser.parseString(outcome.out()).getAsJsonObject();
    }

    private static Path encoder(String data) {
        return PythonFixtures.run("graph_inputs_fixtures.py", "graph-inputs")
                .resolve("encoder")
                .resolve(data);
    }

    private static List<String> texts(JsonArray array) {
        return array.asList().stream().map(each -> each.getAsString()).toList();
    }

    @Test
    void arraysOfOtherNamesAreShownWithTheOptionsThatNameThem() {
        for (String data : List.of("data.npz", "arrays")) {
            JsonObject found = inspected(encoder(data));

            assertThat(found.has("unusable")).isFalse();
            assertThat(found.get("rows").getAsInt()).isEqualTo(150);
            assertThat(texts(found.getAsJsonArray("mayBeInputs")))
                    .containsExactly("attention_mask", "input_ids", "labels", "weights");
            assertThat(texts(found.getAsJsonArray("mayBeTargets"))).contains("labels");
            assertThat(found.get("options").getAsString())
                    .contains("--contexts-key", "--input NAME=KEY", "--targets-key");
        }
    }

    @Test
    void aPersonReadsNoneOfItAsAnError() {
        Outcome outcome = InProcess.lvmVerify("inspect", encoder("data.npz").toString());

        assertThat(outcome.out())
                .contains("input_ids, type int64 (150, 7)", "labels, type float32 (150, 6)")
                .contains("may be targets    attention_mask, input_ids, labels, weights")
                .containsPattern("as contexts +.*holds no contexts")
                .doesNotContain("unusable");
    }

    @Test
    void sequencesInSafetensorsAreData() {
        Path folder = PythonFixtures.run("array_files_fixtures.py", "array-files");

        JsonObject found = inspected(folder.resolve("same.safetensors"));

        assertThat(found.get("kind").getAsString()).isEqualTo("data");
        assertThat(found.get("sequences").getAsInt()).isEqualTo(41);
        assertThat(found.get("articles").getAsInt())
                .isEqualTo(inspected(folder.resolve("same.npz")).get("articles").getAsInt());
    }
}
