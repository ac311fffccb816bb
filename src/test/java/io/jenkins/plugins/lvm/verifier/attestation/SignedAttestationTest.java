package io.jenkins.plugins.lvm.verifier.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.ModelBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DrawnRows;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedAttestationTest {
    private static final Verification GOOD = new SampleVerification("models/gru.pt", "gru-stack", 0.55, 1)
            .claiming(0.55)
            .build();
    private static final Verification BAD = new SampleVerification("models/old.pt", "gru-stack", 0.01, 2)
            .claiming(0.55)
            .build();
    private static final String EXTENSION = "https://plugins.jenkins.io/lvm-checkpoint-verifier/verification/v1";

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521", "ed25519"})
    void whatIsSignedIsRead(String key) {
        Attestation attestation = attestation(GOOD, BAD);
        String bundle = SignedAttestation.sign(attestation, Vectors.key(key));

        assertThat(Vectors.faultsOfBundle(bundle)).isEmpty();
        Checked<Attestation> read = SignedAttestation.read(bundle, Vectors.trusted(key));
        assertThat(read.refusal()).isEmpty();
        assertThat(ContractJson.render(read.value())).isEqualTo(ContractJson.render(attestation));
    }

    @Test
    void statesASimpleVerificationResult() {
        JsonObject good = statement(attestation(GOOD));
        JsonObject predicate = good.getAsJsonObject("predicate");

        assertThat(good.get("_type").getAsString()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(good.get("predicateType").getAsString()).isEqualTo("https://in-toto.io/attestation/svr/v0.1");
        assertThat(good.getAsJsonArray("subject").toString())
                .isEqualTo("[{\"name\":\"gru.pt\",\"digest\":{\"sha256\":\""
                        + GOOD.checkpoint().sha256() + "\"}}]");
        assertThat(predicate.getAsJsonObject("verifier").get("id").getAsString())
                .startsWith("https://");
        assertThat(predicate.get("timeCreated").getAsString()).isEqualTo("2026-11-01T12:00:00Z");
        assertThat(predicate.getAsJsonArray("properties").asList().stream().map(JsonElement::getAsString))
                .contains("LVM_CHECKPOINT_REMEASURED", "LVM_CHECKPOINT_PASSED", "LVM_CHECKPOINT_GATE_GAP_BELOW");
        JsonObject found = predicate
                .getAsJsonObject(EXTENSION)
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
        assertThat(found.keySet())
                .contains("verdict", "forwardDefinition", "rowsDigest", "scoredRowsDigest", "gates", "software");
    }

    @Test
    void claimsNoPropertyThatDoesNotHoldOfAll() {
        assertThat(statement(attestation(GOOD, BAD))
                        .getAsJsonObject("predicate")
                        .getAsJsonArray("properties")
                        .toString())
                .contains("REMEASURED")
                .doesNotContain("PASSED", "GAP_BELOW");
    }

    /** Every value of the bundle, and every value of what was signed, is changed, taken away, and joined by another. */
    @Test
    void everyFieldThatIsChangedIsRefused() {
        String bundle = SignedAttestation.sign(attestation(full(), byMetric()), Vectors.key("ed25519"));
        List<Mutation> mutations = Mutation.ofSigned(bundle);
        requireEach(Attestation.Verified.class, "verifications\\[\\d\\]", mutations);
        requireEach(Attestation.ByMetric.class, "measured", mutations);
        List<String> accepted = mutations.stream()
                .filter(mutation -> isAccepted(mutation.changed(), "ed25519"))
                .map(Mutation::path)
                .toList();

        assertThat(mutations).hasSizeGreaterThan(150);
        // What may be absent, says nothing, and is not signed: a name of the key that is empty, and a log without
        // entries.
        assertThat(accepted)
                .containsExactlyInAnyOrder(
                        ".verificationMaterial.tlogEntries removed",
                        ".dsseEnvelope.signatures[0].keyid removed",
                        ".dsseEnvelope.signatures[0].keyid null",
                        ".verificationMaterial.more added",
                        ".verificationMaterial.publicKey.more added");
        assertThat(isAccepted(bundle, "ed25519")).isTrue();
    }

    /** Drawn rows of a graph that a service serves in another way, beside rows that no trainer saw. */
    private static Verification full() {
        return GOOD.toBuilder()
                .model(new ModelBuilder()
                        .declaredType("amn")
                        .forwardDefinition("onnx:forward.onnx")
                        .forwardOnnx(new CheckpointFile("forward.onnx", "7e".repeat(32), 1000))
                        .fitting(List.of("onnx:forward.onnx"))
                        .parameterCount(1000)
                        .inputDim(768)
                        .contextLength(5)
                        .residual(false)
                        .deadWeights(0)
                        .build())
                .claim(new Claim(0.55, "val_cosine", Space.COSINE, MeanKind.BATCH_MEAN, 32, "val_cosine", true, null))
                .serving(new Serving("gru-stack", 0.54, -0.01))
                .heldOut(new HeldOut(GOOD.data(), GOOD.actual()))
                .findings(List.of(new Finding("CONSTANT_MATRIX", Severity.ERROR, "a", "b", Map.of(), null)))
                .risk(new Risk(
                        1e-6, 42, false, new DrawnRows(10, 100, 0.1, "ab".repeat(32)), null, null, List.of(), null))
                .build();
    }

    private static Verification byMetric() {
        return full().toBuilder()
                .measured(new Measured("mse", MeanKind.BATCH_MEAN, 0.1, 0.11, 0.01, "ROWS", null, List.of()))
                .data(new Data(
                        "/data.npz",
                        "c0ffee".repeat(8),
                        100,
                        List.of("context_sequences"),
                        "5".repeat(64),
                        "6".repeat(64),
                        null,
                        "7".repeat(64)))
                .build();
    }

    /** Each part of a record is there, and was changed. */
    private static void requireEach(Class<? extends Record> type, String parent, List<Mutation> mutations) {
        for (RecordComponent part : type.getRecordComponents()) {
            assertThat(mutations)
                    .extracting(Mutation::path)
                    .anyMatch(path -> path.matches("payload.*\\b" + parent + "\\." + part.getName() + " changed"
                            + "|payload.*\\b" + parent + "\\." + part.getName() + "\\W.* changed"));
        }
    }

    @Test
    void everyByteOfTheSignatureCounts() {
        String bundle = SignedAttestation.sign(attestation(GOOD), Vectors.key("p256"));
        JsonObject tree = JsonParser.parseString(bundle).getAsJsonObject();
        JsonObject signature = tree.getAsJsonObject("dsseEnvelope")
                .getAsJsonArray("signatures")
                .get(0)
                .getAsJsonObject();
        byte[] bytes = Base64.getDecoder().decode(signature.get("sig").getAsString());
        for (int i = 0; i < bytes.length; i++) {
            byte[] forged = bytes.clone();
            forged[i] ^= 4;
            signature.addProperty("sig", Base64.getEncoder().encodeToString(forged));

            assertThat(isAccepted(tree.toString(), "p256")).as("byte %d", i).isFalse();
        }
    }

    private static boolean isAccepted(String json, String key) {
        try {
            return SignedAttestation.read(json, Vectors.trusted(key)).refusal().isEmpty();
        } catch (VerifierException e) {
            return false;
        }
    }

    @Test
    void saysWhyNobodyVouches() {
        String bundle = SignedAttestation.sign(attestation(GOOD), Vectors.key("p256"));
        String bare = ContractJson.render(attestation(GOOD));

        assertThat(reason(bundle, "p384")).isEqualTo(Reason.FOREIGN);
        assertThat(reason(bare, "p256")).isEqualTo(Reason.UNSIGNED);
        JsonObject changed = JsonParser.parseString(bundle).getAsJsonObject();
        changed.getAsJsonObject("dsseEnvelope")
                .addProperty("payload", Base64.getEncoder().encodeToString(bare.getBytes(StandardCharsets.UTF_8)));
        assertThat(reason(changed.toString(), "p256")).isEqualTo(Reason.CHANGED);
        assertThat(SignedAttestation.read(bare, null).value().subject()).hasSize(1);
        assertThat(SignedAttestation.read(bundle, null).value().subject()).hasSize(1);
    }

    private static Reason reason(String json, String key) {
        return SignedAttestation.read(json, Vectors.trusted(key))
                .refusal()
                .orElseThrow()
                .reason();
    }

    @Test
    void aModelSignatureIsNoAttestation() {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> SignedAttestation.read(Vectors.text("valid/p384.sig"), Vectors.trusted("p384")))
                .withMessageContaining("not the result of a verification");
    }

    @Test
    void whatContradictsItselfIsRefusedThoughSigned() {
        JsonObject statement = statement(attestation(GOOD));
        JsonObject predicate = statement.getAsJsonObject("predicate");
        for (Runnable change : List.<Runnable>of(
                () -> predicate.addProperty("timeCreated", "2026-11-02T12:00:00Z"),
                () -> predicate.add("properties", new JsonArray()))) {
            change.run();
            String bundle =
                    Bundle.sign(statement.toString(), Vectors.key("p256")).render();

            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() -> SignedAttestation.read(bundle, Vectors.trusted("p256")))
                    .withMessageContaining("contradicts itself");
            statement.add("predicate", predicate);
        }
    }

    private static JsonObject statement(Attestation attestation) {
        return JsonParser.parseString(Vectors.payload(SignedAttestation.sign(attestation, Vectors.key("p256"))))
                .getAsJsonObject();
    }

    static Attestation attestation(Verification... verifications) {
        List<Verification> all = List.of(verifications);
        Verdict worst =
                all.stream().map(Verification::verdict).reduce(Verdict::and).orElseThrow();
        return Attestation.of(
                        new VerificationReport(VerificationReport.SCHEMA_VERSION, worst, all, List.of()),
                        Instant.parse("2026-11-01T12:00:00Z"))
                .orElseThrow();
    }
}
