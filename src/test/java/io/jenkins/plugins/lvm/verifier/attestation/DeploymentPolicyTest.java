package io.jenkins.plugins.lvm.verifier.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.SampleVerification;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentPolicyTest {
    private static final Instant VERIFIED = Instant.parse("2026-11-01T12:00:00Z");
    private static final Verification GOOD = new SampleVerification("models/gru.pt", "gru-stack", 0.55, 1)
            .claiming(0.55)
            .build();
    private static final String SHA_256 = GOOD.checkpoint().sha256();
    private static final DeploymentPolicy STRICT =
            DeploymentPolicy.of(Set.of(Verdict.PASSED)).with(null, Duration.ofDays(7));

    @ParameterizedTest
    @CsvSource({
        "2026-11-08T12:00:00Z, true",
        "2026-11-08T12:00:01Z, false",
        "2026-11-01T11:55:00Z, true",
        "2026-11-01T11:54:59Z, false",
    })
    void acceptsForAWhile(final String now, final boolean accepted) {
        assertThat(STRICT.refusal(attestation(GOOD), SHA_256, Instant.parse(now))
                        .isEmpty())
                .isEqualTo(accepted);
    }

    @Test
    void refusesOtherBytes() {
        assertThat(STRICT.refusal(attestation(GOOD), "0".repeat(64), VERIFIED)
                        .orElseThrow()
                        .sentence())
                .contains("never verified, or has been changed");
    }

    @Test
    void theWorstDeviceCounts() {
        final Verification elsewhere = new SampleVerification("models/gru.pt", "gru-stack", 0.01, 2)
                .claiming(0.55)
                .device("cuda:0")
                .build();

        final Attestation attestation = attestation(GOOD, elsewhere);
        assertThat(attestation.subject()).hasSize(1);
        assertThat(STRICT.refusal(attestation, SHA_256, VERIFIED).map(Refusal::sentence))
                .contains("its verdict is FAILED");
        assertThat(DeploymentPolicy.of(Set.of(Verdict.values())).refusal(attestation, SHA_256, VERIFIED))
                .isEmpty();
    }

    private static Attestation attestation(final Verification... verifications) {
        final List<Verification> all = List.of(verifications);
        final Verdict worst =
                all.stream().map(Verification::verdict).reduce(Verdict::and).orElseThrow();
        return Attestation.of(
                        new VerificationReport(VerificationReport.SCHEMA_VERSION, worst, all, List.of()), VERIFIED)
                .orElseThrow();
    }
}
