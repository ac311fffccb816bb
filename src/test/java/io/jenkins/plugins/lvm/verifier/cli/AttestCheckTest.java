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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verification, statement and the check before a deployment. */
class AttestCheckTest {
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

        assertThat(check(good.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("REFUSED").contains("has been changed since");
    }

    @Test
    void refusesOneOfSeveral() {
        verify(good.toString());

        assertThat(check(good.toString(), GatesFixtures.file("worse.pt"))).isEqualTo(2);
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

        assertThat(check(good.toString(), "--max-age", "7d")).isEqualTo(2);
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

    @Test
    void explainsAnAgeThatIsNone() {
        assertThat(check(good.toString(), "--max-age", "soon")).isEqualTo(64);
        assertThat(err.toString()).contains("'soon' is not a time such as 7d");
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
