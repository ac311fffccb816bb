package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verification, statement and the check before a deployment. */
class AttestCheckTest {
    private static final Path KEYS = Path.of(System.getProperty("basedir", "."), "src/test/resources/model-signing");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path good;
    private Path statement;

    @BeforeEach
    void copyCheckpoint() throws Exception {
        good = Files.copy(Path.of(GatesFixtures.file("good.pt")), folder.resolve("good.pt"));
        statement = folder.resolve("attested/statement.json");
    }

    @Test
    void acceptsWhatWasVerified() throws Exception {
        assertThat(verify(good.toString())).isZero();
        assertThat(check(good.toString(), "--max-age", "1h")).isZero();
        assertThat(out.toString()).containsPattern("ACCEPTED .*good.pt: PASSED at 20");

        final JsonObject written =
                JsonParser.parseString(Files.readString(statement)).getAsJsonObject();
        final byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(good));
        assertThat(written.get("_type").getAsString()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(written.getAsJsonArray("subject").get(0).getAsJsonObject().toString())
                .isEqualTo("{\"name\":\"good.pt\",\"digest\":{\"sha256\":\"%064x\"}}"
                        .formatted(new BigInteger(1, digest)));
        final JsonObject found = written.getAsJsonObject("predicate")
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
        assertThat(found.get("actual").getAsDouble()).isBetween(0.48, 0.49);
        assertThat(found.get("rowsSha256").getAsString()).hasSize(64);
        assertThat(found.get("rowsDigest").getAsString())
                .matches("[0-9a-f]{64}")
                .isEqualTo(
                        GatesFixtures.only(GatesFixtures.request("good")).data().rowsDigest());
        assertThat(found.getAsJsonObject("software").get("libtorch").getAsString())
                .isNotBlank();
    }

    @Test
    void refusesWhatWasChangedSince() throws Exception {
        verify(good.toString());
        Files.write(good, new byte[1], StandardOpenOption.APPEND);

        assertThat(check(good.toString())).isEqualTo(3);
        assertThat(out.toString()).contains("REFUSED").contains("has been changed since");
    }

    @Test
    void refusesOneOfSeveral() {
        verify(good.toString());

        assertThat(check(good.toString(), GatesFixtures.file("worse.pt"))).isEqualTo(3);
        assertThat(out.toString()).contains("ACCEPTED").contains("REFUSED");
    }

    @Test
    void refusesAVerdictThatIsNotGoodEnough() {
        assertThat(verify(GatesFixtures.file("worse.pt"), "--baseline", good.toString()))
                .isEqualTo(1);

        assertThat(check(GatesFixtures.file("worse.pt"))).isEqualTo(2);
        assertThat(out.toString()).contains("its verdict is UNSTABLE");
        assertThat(check(GatesFixtures.file("worse.pt"), "--require", "passed,unstable"))
                .isZero();
    }

    @Test
    void refusesWhatWasVerifiedTooLongAgo() throws Exception {
        verify(good.toString());
        final String json = Files.readString(statement);
        Files.writeString(statement, json.replaceAll("\"verifiedAt\": \"20\\d\\d", "\"verifiedAt\": \"2020"));

        assertThat(check(good.toString(), "--max-age", "7d")).isEqualTo(4);
        assertThat(out.toString()).contains("too long ago");
        assertThat(check(good.toString())).isZero();
    }

    @Test
    void leavesNoOldStatementWhereNothingWasVerified() throws Exception {
        verify(good.toString());
        assertThat(statement).exists();

        assertThat(verify("nowhere.pt")).isEqualTo(66);
        assertThat(statement).doesNotExist();
        assertThat(check(good.toString())).isEqualTo(66);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{}' | not an in-toto Statement",
                "'[]' | not valid",
                "'' | empty",
                "'{\"_type\": \"https://in-toto.io/Statement/v1\", \"predicateType\": \"https://slsa.dev/provenance/v1\"}' | not a verification",
                "'{\"_type\": \"https://in-toto.io/Statement/v1\", \"predicateType\": \"https://plugins.jenkins.io/lvm-checkpoint-verifier/verification/v1\"}' | lacks a part",
            })
    void refusesWhatIsNoStatement(final String json, final String reason) throws Exception {
        Files.createDirectories(statement.getParent());
        Files.writeString(statement, json);

        assertThat(check(good.toString())).isEqualTo(65);
        assertThat(err.toString()).contains(reason).doesNotContain("Exception");
    }

    @Test
    void aSanityCheckAttestsNothing() {
        assertThat(verify(good.toString(), "--sanity")).isEqualTo(64);
        assertThat(err.toString()).contains("--attest needs a whole verification");
        assertThat(statement).doesNotExist();
    }

    /** No row of it can be computed again by itself. */
    @Test
    void aMetricOfRanksIsNotAttested() {
        assertThat(verify(good.toString(), "--metric", "mrr", "--claim", "0.5", "--relative-fail-threshold", "0.1"))
                .isEqualTo(64);
        assertThat(err.toString())
                .contains(
                        "--attest binds what each row reaches by itself, and the metric mrr looks for each target among"
                                + " those of all rows: there is no attestation of it.");
        assertThat(statement).doesNotExist();
    }

    @Test
    void explainsAnAgeThatIsNone() {
        assertThat(check(good.toString(), "--max-age", "soon")).isEqualTo(64);
        assertThat(err.toString()).contains("'soon' is not a time such as 7d");
    }

    @Test
    void acceptsWhatTheKeysOwnerSigned() throws Exception {
        assertThat(verify(
                        good.toString(),
                        "--sign-key",
                        KEYS.resolve("p384.key.pem").toString()))
                .isZero();

        Path signature = folder.resolve("attested/statement.sig");
        assertThat(signature).exists();
        assertThat(check(
                        good.toString(),
                        "--key",
                        KEYS.resolve("p384.pub.pem").toString(),
                        "--model-signature",
                        signature.toString()))
                .isZero();
        assertThat(out.toString()).contains("ACCEPTED").doesNotContain("no signature was asked for");
        assertThat(check(good.toString())).isZero();
        assertThat(out.toString()).contains("no signature was asked for");

        Files.writeString(signature, Files.readString(signature).replace("\"hint\": \"", "\"hint\": \"0"));
        assertThat(check(
                        good.toString(),
                        "--key",
                        KEYS.resolve("p384.pub.pem").toString(),
                        "--model-signature",
                        signature.toString()))
                .isEqualTo(6);
    }

    @Test
    void anEdwardsKeySignsTheAttestationAlone() {
        assertThat(verify(
                        good.toString(),
                        "--sign-key",
                        KEYS.resolve("ed25519.key.pem").toString()))
                .isZero();

        assertThat(folder.resolve("attested/statement.sig")).doesNotExist();
        assertThat(check(
                        good.toString(),
                        "--key",
                        KEYS.resolve("ed25519.pub.pem").toString()))
                .isZero();
    }

    @Test
    void refusesWhatNobodyOrSomebodyElseSigned() throws Exception {
        verify(good.toString());
        assertThat(check(good.toString(), "--key", KEYS.resolve("p256.pub.pem").toString()))
                .isEqualTo(5);
        assertThat(out.toString()).contains("the attestation is not signed");

        verify(good.toString(), "--sign-key", KEYS.resolve("p521.key.pem").toString());
        assertThat(check(good.toString(), "--key", KEYS.resolve("p256.pub.pem").toString()))
                .isEqualTo(6);
        assertThat(out.toString()).contains("signed with another key");

        Files.writeString(
                statement,
                Pattern.compile("(?<=\"sig\": \"MIG).")
                        .matcher(Files.readString(statement))
                        .replaceFirst(length -> length.group().equals("G") ? "H" : "G"));
        assertThat(check(good.toString(), "--key", KEYS.resolve("p521.pub.pem").toString()))
                .isEqualTo(3);
        assertThat(out.toString()).contains("has been changed since it was signed");
    }

    @Test
    void holdsAPolicy() throws Exception {
        verify(good.toString(), "--sign-key", KEYS.resolve("p256.key.pem").toString());
        Path policy = folder.resolve("policy.json");

        for (String kept : List.of(
                "{}",
                "{\"verdicts\": [\"PASSED\"], \"maxAge\": \"1h\", \"gates\": [\"GAP_BELOW\", \"SKILL\"],"
                        + " \"minRows\": 50, \"minActual\": 0.4}")) {
            Files.writeString(policy, kept);
            assertThat(check(good.toString(), "--policy", policy.toString())).isZero();
        }
        for (String missed : List.of(
                "{\"verdicts\": [\"FAILED\"]}|its verdict is PASSED",
                "{\"gates\": [\"HELD_OUT_SKILL\"]}|gate HELD_OUT_SKILL",
                "{\"minRows\": 100000}|and the policy asks for 100000",
                "{\"minActual\": 0.9}|its actual cosine is 0.4",
                "{\"forwardDefinitions\": [\"other\"]}|which the policy does not name",
                "{\"rowsDigests\": [\"00\"]}|on other rows")) {
            Files.writeString(policy, missed.split("\\|")[0]);
            assertThat(check(good.toString(), "--policy", policy.toString())).isEqualTo(2);
            assertThat(out.toString()).contains(missed.split("\\|")[1]);
        }
        for (String wrong : List.of(
                "{\"maxAge\": 7}",
                "{\"minrows\": 7}",
                "{\"minRows\": 0.5}",
                "{\"gates\": []}",
                "{\"gates\": [\"GAP\"]}",
                "[]")) {
            Files.writeString(policy, wrong);
            assertThat(check(good.toString(), "--policy", policy.toString()))
                    .as(wrong)
                    .isEqualTo(65);
        }
    }

    @Test
    void aPolicysAgeIsAskedAndTheOptionsTakeItsPlace() throws Exception {
        verify(good.toString());
        Path policy = folder.resolve("policy.json");
        JsonObject found = JsonParser.parseString(Files.readString(statement))
                .getAsJsonObject()
                .getAsJsonObject("predicate")
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
        Files.writeString(
                policy,
                "{\"forwardDefinitions\": [\"other\", %s], \"rowsDigests\": [%s]}"
                        .formatted(found.get("forwardDefinition"), found.get("rowsDigest")));
        assertThat(check(good.toString(), "--policy", policy.toString())).isZero();

        Files.writeString(policy, "{\"verdicts\": [\"FAILED\"]}");
        assertThat(check(good.toString(), "--policy", policy.toString())).isEqualTo(2);
        assertThat(check(good.toString(), "--policy", policy.toString(), "--require", "passed"))
                .isZero();

        String json = Files.readString(statement);
        Files.writeString(statement, json.replaceAll("\"verifiedAt\": \"20\\d\\d", "\"verifiedAt\": \"2020"));
        Files.writeString(policy, "{\"maxAge\": \"7d\"}");
        assertThat(check(good.toString(), "--policy", policy.toString())).isEqualTo(4);
        assertThat(out.toString()).contains("it was verified at 2020-").contains("too long ago");
        assertThat(check(good.toString(), "--policy", policy.toString(), "--max-age", "36500d"))
                .isZero();
        Files.writeString(policy, "{\"maxAge\": \"36500d\"}");
        assertThat(check(good.toString(), "--policy", policy.toString())).isZero();
        assertThat(check(good.toString(), "--policy", policy.toString(), "--max-age", "7d"))
                .isEqualTo(4);
    }

    @Test
    void saysWhatIsWrongWithAKey() throws Exception {
        assertThat(verify(
                        good.toString(),
                        "--sign-key",
                        KEYS.resolve("encrypted.key.pem").toString()))
                .isEqualTo(65);
        assertThat(err.toString()).contains("is encrypted");
        assertThat(verify(good.toString(), "--sign-key", "nowhere.pem")).isEqualTo(66);
        assertThat(statement).doesNotExist();
        verify(good.toString());
        assertThat(check(good.toString(), "--key", KEYS.resolve("p256.key.pem").toString()))
                .isEqualTo(65);
        assertThat(err.toString()).contains("is a private key");
        assertThat(run(List.of(
                        "verify",
                        "--data",
                        GatesFixtures.file("train.npz"),
                        "--checkpoint",
                        good.toString(),
                        "--sign-key",
                        KEYS.resolve("p256.key.pem").toString())))
                .isEqualTo(64);
        assertThat(check(good.toString(), "--model-signature", "some.sig")).isEqualTo(64);
    }

    private int verify(final String... checkpointAndOptions) {
        final List<String> line = new ArrayList<>(List.of(
                "verify", "--data", GatesFixtures.file("train.npz"), "--attest", statement.toString(), "--checkpoint"));
        line.addAll(List.of(checkpointAndOptions));
        return run(line);
    }

    private int check(final String... checkpointsAndOptions) {
        final List<String> line = new ArrayList<>(List.of("attest-check", statement.toString(), "--checkpoint"));
        line.addAll(List.of(checkpointsAndOptions));
        return run(line);
    }

    private int run(final List<String> line) {
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
    }
}
