package io.jenkins.plugins.lvm.verifier.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A folder is what was verified only with all of its files, and with no others. */
class DeployedModelTest {
    private static final String WEIGHTS = "a".repeat(64);
    private static final String TOKENS = "b".repeat(64);
    private static final String OTHER = "c".repeat(64);
    private static final String SUBJECT = "d".repeat(64);
    private static final Map<String, String> FILES = Map.of("model.safetensors", WEIGHTS, "vocab/tokens.txt", TOKENS);

    private static Attestation attestation(String... files) {
        return ContractJson.readAttestation(
                """
                {"_type": "https://in-toto.io/Statement/v1",
                 "subject": [{"name": "model", "digest": {"sha256": "%s"}}],
                 "predicateType": "%s",
                 "predicate": {"verdict": "PASSED", "verifiedAt": "2026-01-01T00:00:00Z", "verifications": [
                   {"sha256": "%s", "verdict": "PASSED", "files": [%s]}]}}
                """
                        .formatted(SUBJECT, Attestation.PREDICATE, SUBJECT, String.join(", ", files)));
    }

    private static String file(String name, String digest) {
        return "{\"name\": \"%s\", \"sha256\": \"%s\", \"sizeBytes\": 1}".formatted(name, digest);
    }

    private static Attestation attestation() {
        return attestation(file("vocab/tokens.txt", TOKENS), file("model.safetensors", WEIGHTS));
    }

    private static void requireRefused(Map<String, String> files, String why) {
        assertThat(DeployedModel.folder(files, Set.of())
                        .verifiedAs(attestation())
                        .refusal())
                .contains(new Refusal(Reason.CHANGED, why));
    }

    private static Map<String, String> with(String name, String digest) {
        Map<String, String> files = new TreeMap<>(FILES);
        files.put(name, digest);
        return files;
    }

    @Test
    void aFolderAsItWasIsWhatWasVerified() {
        assertThat(DeployedModel.folder(FILES, Set.of())
                        .verifiedAs(attestation())
                        .value())
                .isEqualTo(SUBJECT);
        assertThat(DeployedModel.file(OTHER).verifiedAs(attestation()).value()).isEqualTo(OTHER);
    }

    @Test
    void aFileThatIsChangedMissingOrMoreIsNamed() {
        requireRefused(
                with("vocab/tokens.txt", OTHER),
                "its file vocab/tokens.txt is not the one that was verified: it has been changed since");
        requireRefused(Map.of("model.safetensors", WEIGHTS), "it lacks vocab/tokens.txt, which was verified");
        requireRefused(with("pytorch_model.bin", OTHER), "it holds pytorch_model.bin, which is not in the statement");
    }

    @Test
    void theStatementIsNoPartOfTheModelWhereItLiesInTheFolder() {
        Attestation earlier = attestation(
                file("model.safetensors", WEIGHTS), file("vocab/tokens.txt", TOKENS), file("said.json", OTHER));

        assertThat(DeployedModel.folder(FILES, Set.of("said.json"))
                        .verifiedAs(earlier)
                        .value())
                .isEqualTo(SUBJECT);
    }

    @Test
    void aFolderIsNoFileThatWasVerified() {
        String bare = ContractJson.render(attestation()).replaceFirst("(?s),\\s*\"files\": \\[.*?\\]", "");

        assertThat(DeployedModel.folder(FILES, Set.of())
                        .verifiedAs(ContractJson.readAttestation(bare))
                        .refusal())
                .map(Refusal::sentence)
                .contains("it is a folder, and the statement names no folder's files");
    }

    /** As {@code sha256sum} prints the files and digests what it printed. */
    @Test
    void theDigestOfAFolderIsThatOfAList() {
        assertThat(DeployedModel.folder(FILES, Set.of()).sha256())
                .isEqualTo(Sha256.hex((WEIGHTS + "  model.safetensors\n" + TOKENS + "  vocab/tokens.txt\n")
                        .getBytes(StandardCharsets.UTF_8)));
    }
}
