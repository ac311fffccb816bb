package io.jenkins.plugins.lvm.verifier.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.AlignmentVerification;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.Alignment.AlignmentGate;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number against the oracle, which predicts one context at a time in Python. */
class AlignmentAgainstTorchTest {
    /** What float32 sums in another order may change in a mean. */
    private static final double PER_MEAN = 2e-6;

    private static final Gson NULLS = new Gson().newBuilder().serializeNulls().create();

    private static Path folder;

    @BeforeAll
    static void makeFixtures() {
        folder = fixtures();
    }

    private static Path fixtures() {
        return PythonFixtures.run("alignment_fixtures.py", "alignment");
    }

    static List<JsonObject> cases() throws IOException {
        final JsonArray cases = JsonParser.parseString(
                        Files.readString(fixtures().resolve("cases.json")))
                .getAsJsonArray();
        return StreamSupport.stream(cases.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheOracle(final JsonObject expected) {
        final Alignment found = run(expected, 0);
        final JsonObject numbers = expected.getAsJsonObject("expected");

        compare(found.validation(), numbers.getAsJsonObject("validation"));
        if (numbers.get("outOfDistribution").isJsonNull()) {
            assertThat(found.outOfDistribution()).isNull();
        } else {
            compare(found.outOfDistribution(), numbers.getAsJsonObject("outOfDistribution"));
        }
        assertThat(found.trueNextOffset())
                .isEqualTo(
                        numbers.get("trueNextOffset").isJsonNull()
                                ? null
                                : Integer.valueOf(numbers.get("trueNextOffset").getAsInt()));
        compare(found.legacyGates(), numbers.get("legacyGates"));
        compare(found.correctedGates(), numbers.get("correctedGates"));
    }

    @Test
    void doesNotDependOnTheBatchSize() throws IOException {
        final JsonObject expected = cases().get(1);
        final Alignment whole = run(expected, 1000);
        final Alignment pieces = run(expected, 7);

        compare(pieces.validation(), NULLS.toJsonTree(whole.validation()).getAsJsonObject());
    }

    @Test
    void isBoundToTheRowsAndTheArticlesThatWereRead() throws IOException {
        Alignment whole = run(cases().get(1), 1000);
        Alignment pieces = run(cases().get(1), 7);
        Alignment otherArticles = run(cases().get(3), 1000);

        assertThat(whole.validation().rowsDigest())
                .hasSize(64)
                .isEqualTo(pieces.validation().rowsDigest());
        assertThat(whole.validation().articlesDigest())
                .hasSize(64)
                .isEqualTo(pieces.validation().articlesDigest())
                .isNotEqualTo(otherArticles.validation().articlesDigest());
    }

    @Test
    void saysWhichOffsetIsTheTrueNextVector() throws IOException {
        assertThat(run(cases().get(1), 0).trueNext())
                .startsWith("k = 0 is the true next vector")
                .contains("k = +1, which is 1 past it");
        assertThat(run(cases().get(2), 0).trueNext())
                .startsWith("k = +1 is the true next vector")
                .contains("judge just that one");
        assertThat(run(cases().get(3), 0).trueNext()).contains("not those that the sequences were cut from");
    }

    @Test
    void saysThatADefinitionIgnoresTheOrder() throws IOException {
        assertThat(run(cases().get(0), 0).notes()).anyMatch(note -> note.contains("ignores the order"));
        assertThat(run(cases().get(1), 0).notes()).noneMatch(note -> note.contains("ignores the order"));
    }

    @Test
    void leavesOutWhatNeedsPlacesWhereThereAreNone() {
        final Alignment found = run("lstm.pt", "no_places.npz", null, List.of(), 150, 4, 0);

        assertThat(found.validation().legacy()).isNull();
        assertThat(found.validation().orders().rows()).isEqualTo(150);
        assertThat(found.trueNext()).contains("does not name the place of a target");
        assertThat(found.legacyGates())
                .extracting(AlignmentGate::passed)
                .containsExactly(null, null, false, null, null);
        assertThat(found.correctedGates())
                .extracting(AlignmentGate::passed)
                .containsExactly(null, null, false, null, null);
    }

    @Test
    void judgesNothingByPlacesThatTheOtherDataDoesNotHave() {
        final Alignment found = run("lstm.pt", "next_at_0.npz", "no_places.npz", List.of("articles.npz"), 150, 4, 0);

        assertThat(found.validation().corrected()).isNotNull();
        assertThat(found.correctedGates())
                .filteredOn(gate ->
                        List.of("offset_sweep", "retrieval_rank", "rollout").contains(gate.name()))
                .allSatisfy(gate -> assertThat(gate.passed()).isNotEqualTo(true));
    }

    @Test
    void refusesArticlesThatAreNone() {
        assertThatThrownBy(() -> run("lstm.pt", "next_at_0.npz", null, List.of("other.npz"), 150, 4, 0))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining("holds no vectors of articles");
    }

    private static Alignment run(final JsonObject entry, final int batchSize) {
        return run(
                entry.get("checkpoint").getAsString(),
                entry.get("data").getAsString(),
                entry.get("ood").isJsonNull() ? null : entry.get("ood").getAsString(),
                StreamSupport.stream(entry.getAsJsonArray("articles").spliterator(), false)
                        .map(JsonElement::getAsString)
                        .toList(),
                entry.get("samples").getAsInt(),
                entry.get("horizon").getAsInt(),
                batchSize);
    }

    private static Alignment run(
            final String checkpoint,
            final String data,
            final String other,
            final List<String> articles,
            final int samples,
            final int horizon,
            final int batchSize) {
        final VerificationRequest request = VerificationRequest.of(
                        List.of(folder.resolve(checkpoint).toString()),
                        folder.resolve(data).toString())
                .device("cpu")
                .threads(1)
                .batchSize(batchSize)
                .articles(articles.stream()
                        .map(name -> folder.resolve(name).toString())
                        .toList())
                .build();
        return new AlignmentVerification(request, other == null ? null : folder.resolve(other), samples, horizon)
                .run(new Progress() {})
                .alignment();
    }

    private static void compare(final Alignment.Rows found, final JsonObject expected) {
        final JsonObject numbers = NULLS.toJsonTree(found).getAsJsonObject();
        for (final String part : List.of("legacy", "corrected", "orders", "bins")) {
            compare(part, numbers.get(part), expected.get(part));
        }
    }

    private static void compare(final String where, final JsonElement found, final JsonElement expected) {
        if (expected.isJsonObject()) {
            assertThat(found.getAsJsonObject().keySet())
                    .isEqualTo(expected.getAsJsonObject().keySet());
            expected.getAsJsonObject()
                    .asMap()
                    .forEach((name, value) ->
                            compare(where + "." + name, found.getAsJsonObject().get(name), value));
        } else if (expected.isJsonNull()) {
            assertThat(found.isJsonNull()).as(where).isTrue();
        } else {
            final double tolerance = where.endsWith("Rows") || where.endsWith("rows") ? 0 : PER_MEAN;
            assertThat(found.getAsDouble()).as(where).isCloseTo(expected.getAsDouble(), within(tolerance));
        }
    }

    private static void compare(final List<AlignmentGate> found, final JsonElement expected) {
        if (expected.isJsonNull()) {
            assertThat(found).isEmpty();
            return;
        }
        assertThat(found).hasSize(expected.getAsJsonObject().size());
        for (final AlignmentGate gate : found) {
            final JsonElement passed = expected.getAsJsonObject().get(gate.name());
            assertThat(gate.passed())
                    .as(gate.name())
                    .isEqualTo(passed.isJsonNull() ? null : Boolean.valueOf(passed.getAsBoolean()));
        }
    }
}
