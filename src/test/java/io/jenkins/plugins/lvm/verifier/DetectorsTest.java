package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What real torch planted in data, claims, training runs and single tensors is named first; healthy likes of it are left alone. */
class DetectorsTest {
    private static final Gson GSON = new Gson();
    /** Of these sizes too little is lost, or too much is left, to tell: they are not explained, and nothing wrong is said of them. */
    private static final Set<String> NOT_SEEN = Set.of();

    private static final Set<String> OWN = Set.of(
            "BATCH_NORM",
            "BROKEN_SLICE",
            "CLAIM_KIND",
            "CLAIM_SUBSET",
            "CONTEXT_ORDER",
            "DROPOUT_ON",
            "EMA",
            "LEAK",
            "LOW_PRECISION",
            "METADATA_ORDER",
            "NOT_LOADED",
            "NOT_UNIT",
            "NOT_WHAT_WAS_TRAINED",
            "OTHER_EPOCH",
            "OTHER_SPACE",
            "SHIFT",
            "STALE",
            "TENSOR_BLAME",
            "WORLD_SIZE");

    @TestFactory
    Stream<DynamicTest> namesWhatWasPlantedAndLeavesTheHealthyAlone() throws IOException {
        Path folder = PythonFixtures.run("detector_fixtures.py", "detectors");
        JsonArray cases = JsonParser.parseString(Files.readString(folder.resolve("cases.json")))
                .getAsJsonArray();
        return cases.asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(entry -> dynamicTest(entry.get("name").getAsString(), () -> {
                    Verification verification = verify(folder, entry);
                    List<Finding> findings = verification.findings();
                    assertThat(verification.gates().stream()
                                    .filter(gate -> gate.outcome() == Outcome.MISSED)
                                    .anyMatch(gate -> gate.metric() == GateMetric.LEAK))
                            .isEqualTo(isLeak(entry));
                    if (entry.get("planted").isJsonNull()) {
                        assertThat(findings)
                                .noneMatch(
                                        finding -> OWN.contains(finding.code()) && finding.severity() != Severity.INFO);
                    } else if (NOT_SEEN.contains(entry.get("name").getAsString())) {
                        assertThat(findings.get(0).code()).isEqualTo("NOT_EXPLAINED");
                    } else {
                        assertThat(findings)
                                .as(entry.get("cause").getAsString())
                                .isNotEmpty();
                        assertThat(findings.get(0).code())
                                .isIn(entry.getAsJsonArray("expected").asList().stream()
                                        .map(JsonElement::getAsString)
                                        .toList());
                    }
                }));
    }

    /** Targets that were moved back stand in their own contexts as well. */
    private static boolean isLeak(JsonObject entry) {
        return entry.get("cause").getAsString().matches("the target is context vector .*|targets moved by -3 rows");
    }

    private static Verification verify(Path folder, JsonObject entry) {
        JsonObject request = entry.getAsJsonObject("request").deepCopy();
        request.addProperty("schemaVersion", VerificationRequest.SCHEMA_VERSION);
        request.addProperty("device", "cpu");
        request.addProperty("threads", 1);
        request.addProperty("data", in(folder, entry.get("data")));
        List<String> checkpoints = new ArrayList<>(List.of(in(folder, entry.get("checkpoint"))));
        entry.getAsJsonArray("siblings").forEach(sibling -> checkpoints.add(in(folder, sibling)));
        request.add("checkpoints", GSON.toJsonTree(checkpoints));
        if (request.has("baselines")) {
            request.getAsJsonArray("baselines").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .forEach(baseline -> baseline.addProperty("checkpoint", in(folder, baseline.get("checkpoint"))));
        }
        VerificationReport report = new Verifier(GSON.fromJson(request, VerificationRequest.class))
                .verify(new Progress() {})
                .report();
        assertThat(report.errors()).isEmpty();
        return report.verifications().get(0);
    }

    private static String in(Path folder, JsonElement name) {
        return folder.resolve(name.getAsString()).toString();
    }
}
