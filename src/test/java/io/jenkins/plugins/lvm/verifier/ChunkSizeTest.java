package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hierarchical model of four chunks of five vectors, where every trainer's default is ten of ten. */
class ChunkSizeTest {
    private static Path folder;
    private static JsonObject means;

    @BeforeAll
    static void letTorchWork() throws IOException {
        folder = PythonFixtures.run("chunk_fixtures.py", "chunks");
        means = JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                .getAsJsonObject();
    }

    @ParameterizedTest
    @ValueSource(strings = {"model_config", "number_of_chunks", "args"})
    void followsTheRecordedSize(String where) {
        Verification found = verify(where, null);
        assertThat(found.model().fitting()).containsExactly("hierarchical-gru");
        assertThat(found.actual().value()).isCloseTo(mean(5), within(1e-6));
        assertThat(Math.abs(mean(5) - mean(10))).as("the default's number").isGreaterThan(1e-3);
    }

    @Test
    void triesEverySizeThatDividesTheContextWhereNoneIsRecorded() {
        Verification found = verify("nowhere", null);
        assertThat(found.model().forwardDefinition()).isEqualTo("hierarchical-gru[chunk=10]");
        assertThat(found.actual().value()).isCloseTo(mean(10), within(1e-6));
        assertThat(found.alternatives())
                .extracting(Alternative::forwardDefinition)
                .containsExactlyInAnyOrder(
                        "hierarchical-gru[chunk=1]",
                        "hierarchical-gru[chunk=2]",
                        "hierarchical-gru[chunk=4]",
                        "hierarchical-gru[chunk=5]",
                        "hierarchical-gru[chunk=20]");
        assertThat(found.alternatives()).allSatisfy(alternative -> {
            int chunk = Integer.parseInt(alternative.forwardDefinition().replaceAll("\\D", ""));
            assertThat(alternative.value()).isCloseTo(mean(chunk), within(1e-6));
        });
    }

    @Test
    void aSizeCanBeAskedFor() {
        Verification found = verify("nowhere", "hierarchical-gru[chunk=5]");
        assertThat(found.actual().value()).isCloseTo(mean(5), within(1e-6));
    }

    private static Verification verify(String name, String forward) {
        VerificationResult result = new Verifier(VerificationRequest.of(
                                List.of(folder.resolve(name + ".pt").toString()),
                                folder.resolve("sequences.npz").toString())
                        .split("all")
                        .forward(forward)
                        .device("cpu")
                        .threads(1)
                        .build())
                .verify(new Progress() {});
        assertThat(result.report().errors()).isEmpty();
        return result.report().verifications().get(0);
    }

    private static double mean(int chunk) {
        return means.get(Integer.toString(chunk)).getAsDouble();
    }
}
