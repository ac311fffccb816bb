package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What other functions give that fit the weights, by a sample of the rows where that tells enough, against real torch on all of them. */
class SampledDefinitionsTest {
    private static final Path FOLDER = PythonFixtures.run("sampled_definitions_fixtures.py", "sampled-definitions");
    /** As far as 256 of 1,500 rows can be off. */
    private static final double SAMPLED = 0.05;

    @Test
    void aSampleTellsThatAnotherFunctionDisagrees() {
        Verification verified = verify("healthy", "many", request -> request);

        Alternative other = other(verified);
        assertThat(other.rows()).isEqualTo(256);
        assertThat(other.value()).isCloseTo(torch("additive-memory"), within(SAMPLED));
        assertThat(verified.actual().value()).isCloseTo(torch("attention-mixture"), within(1e-6));
        assertThat(verified.gates())
                .filteredOn(gate -> gate.metric() == GateMetric.AMBIGUOUS_FORWARD)
                .singleElement()
                .extracting(GateOutcome::outcome)
                .isEqualTo(GateOutcome.Outcome.MISSED);
    }

    @Test
    void whatMayBeTheClaimIsRunOnAllRows() {
        Verification verified = verify("other", "many", request -> request.diagnose("never"));

        assertThat(other(verified).rows()).isNull();
        assertThat(other(verified).value()).isCloseTo(torch("additive-memory"), within(1e-6));
        assertThat(verified.findings())
                .filteredOn(finding -> finding.code().equals("FORWARD_DEFINITION"))
                .extracting(Finding::explanation)
                .anyMatch(message -> message.contains("additive-memory"));
    }

    @Test
    void aThresholdThatTheSampleCannotDecideIsDecidedByAllRows() {
        double apart = torch("attention-mixture") - torch("additive-memory");
        for (double threshold : List.of(apart + 1e-4, apart - 1e-4)) {
            Verification verified = verify(
                    "healthy",
                    "many",
                    request -> request.gates(GateSettings.builder()
                            .qualityGates(
                                    List.of(new Gate(GateMetric.AMBIGUOUS_FORWARD, threshold, Criticality.UNSTABLE)))
                            .build()));

            assertThat(other(verified).rows()).isNull();
            assertThat(verified.gates())
                    .filteredOn(gate -> gate.metric() == GateMetric.AMBIGUOUS_FORWARD)
                    .extracting(gate -> gate.outcome() == GateOutcome.Outcome.MISSED)
                    .contains(threshold < apart);
        }
    }

    @Test
    void fewRowsAreAllRun() {
        assertThat(other(verify("healthy", "few", request -> request)).rows()).isNull();
    }

    /** A search that reads all rows of other splits knows what the sample told, and what it did not. */
    @Test
    void theSearchTriesWhatWasRunOnSomeRowsLikeAnyOtherFunction() {
        Verification verified = verify("healthy", "many", request -> request.diagnose("always"));

        assertThat(other(verified).rows()).isEqualTo(256);
        assertThat(verified.findings())
                .extracting(Finding::code)
                .containsExactly("FORWARD_DEFINITION", "CONFIGURATION");
    }

    private static Alternative other(Verification verified) {
        assertThat(verified.alternatives())
                .singleElement()
                .extracting(Alternative::forwardDefinition)
                .isEqualTo("additive-memory");
        return verified.alternatives().get(0);
    }

    private static Verification verify(String checkpoint, String data, UnaryOperator<VerificationRequestBuilder> with) {
        VerificationResult result = new Verifier(with.apply(VerificationRequest.of(
                                        List.of(FOLDER.resolve(checkpoint + ".pt")
                                                .toString()),
                                        FOLDER.resolve(data + ".npz").toString())
                                .threads(1)
                                .device("cpu"))
                        .build())
                .verify(new Progress() {});
        assertThat(result.report().errors()).isEmpty();
        return result.report().verifications().get(0);
    }

    private static double torch(String definition) {
        try {
            return JsonParser.parseString(Files.readString(FOLDER.resolve("expected.json")))
                    .getAsJsonObject()
                    .get(definition)
                    .getAsDouble();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
