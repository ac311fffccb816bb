package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tensors that were damaged after real torch trained them are named, and none where another training is all that differs. */
class TensorBlameTest {
    /** Of all damages every fourth, since the others differ in model and kind only; {@code -Dlvm.blame.every=1} takes all. */
    private static final int EVERY = Integer.getInteger("lvm.blame.every", 4);

    private static final double NAMED_FIRST = 0.95;

    private final Path folder = PythonFixtures.run("blame_fixtures.py", "blame");

    @Test
    void theDamagedTensorIsNamedFirst() {
        List<JsonObject> cases = cases(true);
        List<JsonObject> tried = IntStream.range(0, cases.size())
                .filter(i -> i % EVERY == 0)
                .mapToObj(cases::get)
                .toList();
        List<Boolean> named = DiagnosisCases.sideBySide(tried, this::names);
        List<String> missed = IntStream.range(0, tried.size())
                .filter(i -> !named.get(i))
                .mapToObj(i -> name(tried.get(i)))
                .toList();
        assertThat(tried).hasSizeGreaterThan(15);
        assertThat(1 - (double) missed.size() / tried.size()).as("%s", missed).isGreaterThanOrEqualTo(NAMED_FIRST);
        assertThat(missed).as("the baseline is the model before the damage").noneMatch(name -> name.endsWith("_good"));
    }

    @Test
    void noTensorIsNamedWhereAllOfThemWereTrainedOtherwise() {
        assertThat(DiagnosisCases.sideBySide(cases(false), this::findings))
                .isNotEmpty()
                .allSatisfy(findings ->
                        assertThat(findings).noneMatch(finding -> finding.code().equals("TENSOR_BLAME")));
    }

    private List<JsonObject> cases(boolean damaged) {
        return DiagnosisCases.entries(folder).stream()
                .filter(entry -> entry.getAsJsonArray("guilty").isEmpty() != damaged)
                .toList();
    }

    private boolean names(JsonObject entry) {
        List<String> guilty = entry.getAsJsonArray("guilty").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
        Finding first = findings(entry).get(0);
        return first.code().equals("TENSOR_BLAME")
                && first.evidence().get("tensors") instanceof List<?> named
                && guilty.contains(named.get(0));
    }

    private List<Finding> findings(JsonObject entry) {
        JsonObject request = entry.deepCopy();
        request.add("baseline", null);
        // Other splits do not explain what the baseline, which is on the same rows, does not have.
        request.getAsJsonObject("request").addProperty("diagnose", "quick");
        return DiagnosisCases.run(folder, request, null, new ArrayList<>())
                .report()
                .verifications()
                .get(0)
                .findings();
    }

    private static String name(JsonObject entry) {
        return entry.get("name").getAsString();
    }
}
