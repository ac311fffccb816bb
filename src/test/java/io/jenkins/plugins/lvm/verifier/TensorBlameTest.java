package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tensors that were damaged after real torch trained them are named, and none where another training is all that differs. */
class TensorBlameTest {
    /** Of all damages every third: the others differ in model and kind only. */
    private static final int EVERY = 3;

    private static final double NAMED_FIRST = 0.95;

    private final Path folder = PythonFixtures.run("blame_fixtures.py", "blame");

    @Test
    void theDamagedTensorIsNamedFirst() {
        List<String> missed = new ArrayList<>();
        int tried = 0;
        List<JsonObject> cases = cases(true);
        for (int i = 0; i < cases.size(); i += EVERY) {
            tried++;
            if (!names(cases.get(i))) {
                missed.add(name(cases.get(i)));
            }
        }
        assertThat(tried).isGreaterThan(15);
        assertThat(1 - (double) missed.size() / tried).as("%s", missed).isGreaterThanOrEqualTo(NAMED_FIRST);
        assertThat(missed).as("the baseline is the model before the damage").noneMatch(name -> name.endsWith("_good"));
    }

    @Test
    void noTensorIsNamedWhereAllOfThemWereTrainedOtherwise() {
        assertThat(cases(false)).isNotEmpty().allSatisfy(entry -> assertThat(findings(entry))
                .noneMatch(finding -> finding.code().equals("TENSOR_BLAME")));
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
