package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Every number of a verification against torch's: checkpoints of every definition and trainer, each through every definition that
 * fits and on every split.
 */
class VerifierAgainstTorchTest {
    private static final double PER_COSINE = 1e-5;
    private static final double PER_MEAN = 1e-6;

    @TestFactory
    Stream<DynamicNode> agreesWithTorch() throws IOException {
        final Path folder = PythonFixtures.run("fixtures.py", "fixtures");
        final JsonObject expected = JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                .getAsJsonObject();
        final List<DynamicNode> nodes = new ArrayList<>();
        for (final Map.Entry<String, JsonElement> entry :
                expected.getAsJsonObject("checkpoints").entrySet()) {
            final JsonObject checkpoint = entry.getValue().getAsJsonObject();
            final List<DynamicNode> cases = new ArrayList<>();
            checkpoint.getAsJsonObject("results").entrySet().forEach(definition -> definition
                    .getValue()
                    .getAsJsonObject()
                    .entrySet()
                    .forEach(split -> cases.add(dynamicTest(
                            definition.getKey() + " on " + split.getKey(),
                            () -> compare(
                                    folder,
                                    checkpoint,
                                    definition.getKey(),
                                    split.getKey(),
                                    split.getValue().getAsJsonObject())))));
            nodes.add(dynamicContainer(entry.getKey(), cases));
        }
        assertThat(nodes).isNotEmpty();
        return nodes.stream();
    }

    private static void compare(
            final Path folder,
            final JsonObject checkpoint,
            final String definition,
            final String split,
            final JsonObject expected) {
        final VerificationResult result = new Verifier(VerificationRequest.of(
                                List.of(folder.resolve(checkpoint.get("file").getAsString())
                                        .toString()),
                                folder.resolve(checkpoint.get("data").getAsString() + ".npz")
                                        .toString())
                        .split(split)
                        .forward(definition)
                        .servingForward(definition)
                        .device("cpu")
                        .threads(2)
                        .diagnose("never")
                        .build())
                .verify(new Progress() {});

        assertThat(result.report().errors()).isEmpty();
        final Verification found = result.report().verifications().get(0);
        compareModel(found, checkpoint);
        compareClaim(found.claim(), checkpoint.get("claim"));
        compareActual(found.actual(), expected);
        assertThat(found.split().rowsSha256())
                .isEqualTo(expected.getAsJsonObject("rows").get("sha256").getAsString());
        assertThat(found.naivePredictors().copyLast())
                .isCloseTo(number(expected.getAsJsonObject("baselines"), "copyLast"), within(PER_MEAN));
        assertThat(found.naivePredictors().contextMean())
                .isCloseTo(number(expected.getAsJsonObject("baselines"), "contextMean"), within(PER_MEAN));
        final JsonArray cosines = expected.getAsJsonArray("cosines");
        assertThat(result.cosines().get(0)).hasSize(cosines.size());
        for (int row = 0; row < cosines.size(); row++) {
            assertThat((double) result.cosines().get(0)[row])
                    .as("row %d", row)
                    .isCloseTo(cosines.get(row).getAsDouble(), within(PER_COSINE));
        }
    }

    private static void compareModel(final Verification found, final JsonObject checkpoint) {
        assertThat(found.model().parameterCount())
                .isEqualTo(checkpoint.get("parameterCount").getAsLong());
        assertThat(found.model().residual())
                .isEqualTo(checkpoint.get("residual").getAsBoolean());
        assertThat(found.model().declaredType()).isEqualTo(text(checkpoint.get("declaredType")));
        if (checkpoint.get("positionalScale").isJsonNull()) {
            assertThat(found.model().positionalScale()).isNull();
        } else {
            assertThat(found.model().positionalScale()).isEqualTo(number(checkpoint, "positionalScale"));
        }
    }

    private static void compareClaim(final Claim found, final JsonElement expected) {
        if (expected.isJsonNull()) {
            assertThat(found).isNull();
            return;
        }
        final JsonObject claim = expected.getAsJsonObject();
        assertThat(found.value()).isEqualTo(number(claim, "value"));
        assertThat(found.kind().name()).isEqualTo(text(claim.get("kind")));
        assertThat(found.source()).isEqualTo(text(claim.get("source")));
        assertThat(found.space().name()).isEqualTo(text(claim.get("space")));
        assertThat(found.supported()).isEqualTo(claim.get("supported").getAsBoolean());
        assertThat(found.batchSize())
                .isEqualTo(
                        claim.get("batchSize").isJsonNull()
                                ? null
                                : Integer.valueOf(claim.get("batchSize").getAsInt()));
    }

    private static void compareActual(final Actual found, final JsonObject expected) {
        assertThat(found.sampleMean()).isCloseTo(number(expected, "sampleMean"), within(PER_MEAN));
        assertThat(found.batchMean()).isCloseTo(number(expected, "batchMean"), within(PER_MEAN));
        assertThat(found.mse()).isCloseTo(number(expected, "mse"), within(PER_MEAN));
        assertThat(found.standardDeviation()).isCloseTo(number(expected, "standardDeviation"), within(PER_MEAN));
        assertThat(found.standardError()).isCloseTo(number(expected, "standardError"), within(PER_MEAN));
        assertThat(found.standardErrorKind()).isEqualTo(text(expected.get("standardErrorKind")));
        assertThat(found.min()).isCloseTo(number(expected, "min"), within(PER_COSINE));
        assertThat(found.max()).isCloseTo(number(expected, "max"), within(PER_COSINE));
        found.percentiles().forEach((name, value) -> assertThat(value)
                .isCloseTo(number(expected.getAsJsonObject("percentiles"), name), within(PER_COSINE)));
        assertThat(found.chance()).isCloseTo(number(expected, "chance"), within(PER_MEAN));
        assertThat(found.skill()).isCloseTo(number(expected, "skill"), within(PER_MEAN));
        assertThat(found.nonFinite()).isEqualTo(number(expected, "nonFinite"));
        assertThat(found.zeroPredictions()).isEqualTo(number(expected, "zeroPredictions"));
        if (expected.get("meanNorm").isJsonNull()) {
            assertThat(found.meanNorm()).isNull();
        } else {
            assertThat(found.meanNorm()).isCloseTo(number(expected, "meanNorm"), within(PER_COSINE));
        }
    }

    private static String text(final JsonElement element) {
        return element.isJsonNull() ? null : element.getAsString();
    }

    private static double number(final JsonObject object, final String name) {
        return object.get(name).getAsDouble();
    }
}
