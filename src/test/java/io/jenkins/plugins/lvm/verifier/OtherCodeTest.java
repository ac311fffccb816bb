package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Claims that real torch made through other code than the checkpoint names: that code is named, and none where none made it. */
class OtherCodeTest {
    private static final double STATED_AS_FACT = 0.9;
    /** No scale that people choose. */
    private static final double ODD_SCALE = 0.65;

    @TestFactory
    Stream<DynamicTest> namesTheCodeThatMadeTheClaim() {
        Path folder = PythonFixtures.run("variant_claims.py", "variant-claims");
        List<JsonObject> entries = DiagnosisCases.entries(folder);
        List<Verification> verified = DiagnosisCases.sideBySide(entries, entry -> verify(folder, entry));
        return IntStream.range(0, entries.size())
                .mapToObj(i -> dynamicTest(
                        entries.get(i).get("name").getAsString(), () -> judge(entries.get(i), verified.get(i))));
    }

    private static void judge(JsonObject entry, Verification verification) {
        List<Finding> findings = verification.findings();
        if (entry.get("function").isJsonNull()) {
            assertThat(findings).noneMatch(finding -> finding.explainsGap() != null);
        } else if (entry.get("function").getAsString().equals("none")) {
            assertThat(findings)
                    .noneMatch(finding -> finding.explainsGap() != null && finding.explainsGap() > STATED_AS_FACT);
        } else if (entry.get("function").getAsString().equals("fitted")) {
            assertThat(findings)
                    .noneMatch(finding -> finding.explainsGap() != null && finding.explainsGap() > STATED_AS_FACT);
            assertThat(findings)
                    .filteredOn(finding -> finding.code().equals("POSITIONAL"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.severity()).isEqualTo(Severity.INFO);
                        assertThat((Double) finding.evidence().get("fitted")).isCloseTo(ODD_SCALE, within(0.05));
                    });
        } else {
            assertThat(findings).isNotEmpty();
            Finding first = findings.get(0);
            assertThat(first.code()).as("%s", findings).isIn("FORWARD_DEFINITION", "POSITIONAL");
            assertThat(first.evidence())
                    .containsEntry("forwardDefinition", entry.get("function").getAsString());
            assertThat(first.explainsGap()).isGreaterThan(STATED_AS_FACT);
            assertThat(verification.selfCheck().checks())
                    .as("what explains is computed again")
                    .anyMatch(check -> check.what()
                            .startsWith("of the explanation: cosines by "
                                    + entry.get("function").getAsString()));
        }
    }

    private static Verification verify(Path folder, JsonObject entry) {
        JsonObject request = entry.deepCopy();
        request.add("baseline", null);
        return DiagnosisCases.run(folder, request, null, new ArrayList<>())
                .report()
                .verifications()
                .get(0);
    }
}
