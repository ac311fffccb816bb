package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationOutcomeTest {
    private static final VerificationOutcome.Entry HEALTHY = entry("gru", 0.55, 0.55);
    private static final VerificationOutcome.Entry SUSPICIOUS = entry("amn", 0.55, 0.48);
    private static final VerificationOutcome.Entry BROKEN = entry("lstm", 0.5329, -0.0073);
    private static final VerificationOutcome.Entry UNREADABLE = new VerificationOutcome.Entry(
            StoredVerification.of(
                    new Place("x", "x", "", "step"),
                    "/x.pt",
                    new Problem("/x.pt", 65, "It is no checkpoint.", "Look at it."),
                    0),
            null);

    private static VerificationOutcome.Entry entry(final String name, final double claim, final double actual) {
        final Verification found = Reports.verification("/" + name + ".pt", claim, actual);
        return new VerificationOutcome.Entry(StoredVerification.of(new Place(name, name, "", "step"), found, 0), found);
    }

    private static VerificationOutcome outcome(final boolean failBuild, final VerificationOutcome.Entry... entries) {
        return new VerificationOutcome(failBuild, true, List.of(entries));
    }

    @Test
    void worstVerdictCounts() {
        assertThat(outcome(true, HEALTHY).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(outcome(true, HEALTHY, SUSPICIOUS).verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(outcome(true, BROKEN, SUSPICIOUS, HEALTHY).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(outcome(true, HEALTHY, UNREADABLE).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(outcome(true).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void incompleteVerificationIsNeverGreen() {
        assertThat(new VerificationOutcome(true, false, List.of(HEALTHY)).buildVerdict())
                .isEqualTo(Verdict.UNSTABLE);
    }

    @Test
    void failureSaysWhyInOneSentence() {
        assertThatThrownBy(() -> outcome(true, HEALTHY, BROKEN).throwIfFailed())
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("lstm FAILED: claim 0.5329, actual -0.0073 (GAP_BELOW 0.5402 > 0.0500; ");
        assertThatThrownBy(() -> outcome(true, UNREADABLE).throwIfFailed())
                .hasMessage("/x.pt could not be verified: It is no checkpoint. Look at it.");
        assertThatThrownBy(() -> outcome(true, UNREADABLE, BROKEN).throwIfFailed())
                .hasMessageStartingWith("2 of 2 checkpoints are FAILED, the first of them: /x.pt could not");
    }

    @Test
    void failureCanBeLeftToTheScript() {
        assertThat(outcome(false, BROKEN).buildVerdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(outcome(false, BROKEN).toMap()).containsEntry("verdict", "FAILED");
        assertThatCode(() -> outcome(false, BROKEN).throwIfFailed()).doesNotThrowAnyException();
    }

    @Test
    void everyGateIsLoggedWithValueAndThreshold() {
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        outcome(true, BROKEN).log(new PrintStream(log, true, StandardCharsets.UTF_8));

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("FAILED    lstm: claim 0.5329, actual -0.0073, gap -0.5402")
                .contains("missed GAP_BELOW 0.5402 > 0.1000 -> FAILED")
                .contains("missed SKILL -0.1373 < 0.0200 -> FAILED")
                .contains("passed NON_FINITE 0 <= 0");
    }

    @Test
    void descriptionHasALineForEachOfTheFirstCheckpoints() {
        assertThat(outcome(true, BROKEN, UNREADABLE).description())
                .isEqualTo("LVM lstm FAILED: claim 0.5329, actual -0.0073\nLVM x ERROR");
        assertThat(outcome(true, HEALTHY, HEALTHY, HEALTHY, HEALTHY, HEALTHY, HEALTHY, HEALTHY)
                        .description()
                        .lines())
                .hasSize(6)
                .last()
                .isEqualTo("and 2 more");
    }

    @Test
    void pipelineGetsPlainValuesOnly() {
        final Map<String, Object> map = outcome(true, HEALTHY, UNREADABLE).toMap();

        assertThat(kinds(map))
                .isSubsetOf(
                        LinkedHashMap.class, ArrayList.class, String.class, Double.class, Long.class, Boolean.class);
        assertThat((List<?>) map.get("checkpoints")).hasSize(2);
        assertThat(map).doesNotContainKey("gap");
        assertThat(outcome(true, BROKEN).toMap()).containsEntry("gap", -0.0073 - 0.5329);
    }

    private static List<Class<?>> kinds(final Object value) {
        final List<Class<?>> kinds = new ArrayList<>();
        if (value != null) {
            kinds.add(value.getClass());
        }
        if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> kinds.addAll(kinds(element)));
        } else if (value instanceof List<?> list) {
            list.forEach(element -> kinds.addAll(kinds(element)));
        }
        return kinds;
    }
}
