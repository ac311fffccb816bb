package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What real torch planted in data, claims, training runs and single tensors is named first; healthy likes of it are left alone. They are
 * cases of the planted set.
 */
class DetectorsTest {
    private static final Gson GSON = new Gson();

    /** Beginnings of the names of healthy ones that are alike to what is planted. */
    private static final List<String> ALIKE = List.of(
            "plain_lstm",
            "plain_residual_gru",
            "stored_",
            "rounded_4",
            "extra_history",
            "extra_ema",
            "data_quirk_",
            "titles_",
            "consistent_norm_",
            "model_quirk_frozen_norms",
            "drift_little",
            "hard_articles_",
            "baseline_",
            "seeds_seed_7");

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
            "OTHER_EPOCH",
            "OTHER_SPACE",
            "SHIFT",
            "STALE",
            "TENSOR_BLAME",
            "WORLD_SIZE");

    /** Whether a case of the planted set is one of these. */
    static boolean looksAt(JsonObject entry) {
        String name = PlantedSet.name(entry);
        return entry.get("planted").isJsonNull()
                ? ALIKE.stream().anyMatch(alike -> name.startsWith("known1_healthy_" + alike))
                : OWN.contains(entry.get("planted").getAsString());
    }

    private static List<JsonObject> cases() {
        return DiagnosisCases.entries(PlantedSet.known()).stream()
                .filter(DetectorsTest::looksAt)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> namesWhatWasPlantedAndLeavesTheHealthyAlone() {
        return cases().stream()
                .map(entry -> dynamicTest(
                        PlantedSet.name(entry),
                        () -> judge(
                                entry,
                                PlantedSet.tested().get(PlantedSet.name(entry)).verification())));
    }

    @Test
    void thereAreEnoughCases() {
        assertThat(cases())
                .filteredOn(entry -> !entry.get("planted").isJsonNull())
                .hasSizeGreaterThan(50);
        assertThat(cases())
                .filteredOn(entry -> entry.get("planted").isJsonNull())
                .hasSizeGreaterThan(20);
    }

    /** Checkpoints of one call are held against each other as those of a folder are. */
    @TestFactory
    Stream<DynamicTest> siblingsMayBeOfTheSameCall() {
        List<JsonObject> cases = cases().stream()
                .filter(entry -> !entry.getAsJsonArray("siblings").isEmpty())
                .toList();
        assertThat(cases).hasSize(2);
        return cases.stream()
                .map(entry -> dynamicTest(PlantedSet.name(entry), () -> judge(entry, verifyWithSiblings(entry))));
    }

    private static void judge(JsonObject entry, Verification verification) {
        List<Finding> findings = verification.findings();
        assertThat(verification.gates().stream()
                        .filter(gate -> gate.outcome() == Outcome.MISSED)
                        .anyMatch(gate -> gate.metric() == GateMetric.LEAK))
                .isEqualTo(isLeak(entry));
        if (entry.get("planted").isJsonNull()) {
            assertThat(findings)
                    .noneMatch(finding -> OWN.contains(finding.code()) && finding.severity() != Severity.INFO);
        } else {
            assertThat(findings).as(entry.get("cause").getAsString()).isNotEmpty();
            assertThat(findings.get(0).code()).isIn(PlantedSet.expected(entry));
        }
    }

    /** Targets that were moved back stand in their own contexts as well. */
    private static boolean isLeak(JsonObject entry) {
        return entry.get("cause").getAsString().matches("the target is context vector .*|targets moved by -3 rows");
    }

    private static Verification verifyWithSiblings(JsonObject entry) {
        Path folder = PlantedSet.known();
        JsonObject request = entry.getAsJsonObject("request").deepCopy();
        request.addProperty("schemaVersion", VerificationRequest.SCHEMA_VERSION);
        request.addProperty("device", "cpu");
        request.addProperty("threads", 1);
        request.addProperty("data", in(folder, entry.get("data")));
        List<String> checkpoints = new ArrayList<>(List.of(in(folder, entry.get("checkpoint"))));
        entry.getAsJsonArray("siblings").forEach(sibling -> checkpoints.add(in(folder, sibling)));
        request.add("checkpoints", GSON.toJsonTree(checkpoints));
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
