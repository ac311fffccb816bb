package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example checkpoints, on fewer rows than there are: the verdict is that of all rows. */
class RiskOnExamplesTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("basedir", "."), "examples");

    private static VerificationRequestBuilder request(String checkpoint) {
        return VerificationRequest.of(
                        List.of(EXAMPLES.resolve(checkpoint).toString()),
                        EXAMPLES.resolve("sequences.npz").toString())
                .device("cpu")
                .threads(1)
                .split("all")
                .diagnose("never");
    }

    /** What predicts noise has a skill near its threshold, which may take all rows. */
    @ParameterizedTest
    @CsvSource({"gru_healthy.pt, true", "amn_healthy.pt, true", "lstm_broken.pt, false"})
    void theVerdictIsThatOfAllRows(String checkpoint, boolean stops) {
        Verification whole = GatesFixtures.only(request(checkpoint));
        Verification found = GatesFixtures.only(request(checkpoint).risk(1e-6));

        ReportCheck.requireSound(found);
        assertThat(found.verdict()).isEqualTo(whole.verdict());
        assertThat(found.risk().repeat()).isFalse();
        if (stops) {
            assertThat(found.risk().stopped()).as("%s", found.risk()).isTrue();
            assertThat(found.risk().rows().read()).isLessThan(2400);
            assertThat(whole.actual().value())
                    .isBetween(
                            found.risk().interval().low(),
                            found.risk().interval().high());
        }
    }
}
