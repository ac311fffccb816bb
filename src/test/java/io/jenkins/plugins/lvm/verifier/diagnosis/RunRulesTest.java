package io.jenkins.plugins.lvm.verifier.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.diagnosis.DropoutFacts.Drawn;
import io.jenkins.plugins.lvm.verifier.diagnosis.RunFacts.Better;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said of the run that wrote a checkpoint, and what is not. */
class RunRulesTest {
    private static final Verification BARE = new Gson().fromJson("{\"gates\":[]}", Verification.class);
    private static final double CLAIM = 0.4512345;
    private static final Facts OPEN = facts(0.5212345);
    private static final Facts MET = facts(CLAIM + 3e-8);

    @Test
    void wholeEpochsOfStepsThatAreNotTheStatedEpochAreNamedWhereThereIsAGap() {
        assertThat(RunChecks.findings(OPEN, steps(4, 68)))
                .extracting(Finding::code, Finding::severity)
                .containsExactly(tuple("OTHER_EPOCH", Severity.WARNING));
        assertThat(RunChecks.findings(MET, steps(4, 68))).isEmpty();
        // Counted from 0 or from 1, and steps that are no whole epochs.
        assertThat(RunChecks.findings(OPEN, steps(1, 68))).isEmpty();
        assertThat(RunChecks.findings(OPEN, steps(2, 68))).isEmpty();
        assertThat(RunChecks.findings(OPEN, steps(4, 70))).isEmpty();
        assertThat(RunChecks.findings(OPEN, new RunFacts(4L, 68L, List.of(), null)))
                .isEmpty();
    }

    @Test
    void aBestCheckpointThatIsNotTheBestIsANoteWhateverTheGap() {
        RunFacts resumed = new RunFacts(9L, null, List.of(34L), new Better("epoch 5", 0.53, 0.45));

        assertThat(RunChecks.findings(MET, resumed)).singleElement().satisfies(finding -> assertThat(finding.severity())
                .isEqualTo(Severity.INFO));
    }

    @Test
    void aClaimOfTrainingModeIsACauseOnlyIfTheLossIsSo() {
        Drawn cosine = drawn(0.5212345, 0.452);
        Drawn loss = drawn(0.0197, 0.0225);

        assertThat(DropoutCheck.finding(OPEN, new DropoutFacts(0.5, 1, cosine, loss, 0.02245)))
                .get()
                .extracting(Finding::code, Finding::severity)
                .containsExactly("DROPOUT_ON", Severity.WARNING);
        assertThat(DropoutCheck.finding(OPEN, new DropoutFacts(0.5, 1, cosine, loss, null)))
                .get()
                .extracting(Finding::severity, Finding::explainsGap)
                .containsExactly(Severity.INFO, null);
        // The loss is that of evaluation mode; the claim is met; the claim lies elsewhere.
        assertThat(DropoutCheck.finding(OPEN, new DropoutFacts(0.5, 1, cosine, loss, 0.0197)))
                .isEmpty();
        assertThat(DropoutCheck.finding(MET, new DropoutFacts(0.5, 1, cosine, loss, 0.02245)))
                .isEmpty();
        assertThat(DropoutCheck.finding(OPEN, new DropoutFacts(0.5, 1, drawn(0.5212345, 0.3), loss, 0.02245)))
                .isEmpty();
    }

    @Test
    void rowsThatWereNotRunWidenWhatTrainingModeCanGive() {
        List<Double> values = List.of(0.44, 0.45, 0.46);
        Drawn all = new Drawn(0.5, values, 0);
        Drawn some = new Drawn(0.5, values, 0.02);

        assertThat(some.spread(0.1)).isGreaterThan(0.02);
        assertThat(all.spread(1)).isCloseTo(0.01 * Math.sqrt(1 + 1.0 / 3), within(1e-12));
    }

    @Test
    void thePrefixOfAWrapperIsANote() {
        assertThat(LoadedChecks.findings(MET, new LoadedFacts(false, false, "module.")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.INFO));
        assertThat(LoadedChecks.findings(MET, new LoadedFacts(false, false, "")))
                .isEmpty();
    }

    private static RunFacts steps(long epoch, long steps) {
        return new RunFacts(epoch, steps, List.of(34L, 33L), null);
    }

    /** Eight seeds around a mean, as far apart as a hundredth of the distance. */
    private static Drawn drawn(double still, double mean) {
        return new Drawn(
                still,
                IntStream.range(0, 8)
                        .mapToObj(seed -> mean + (seed % 2 == 0 ? 1 : -1) * Math.abs(still - mean) / 50)
                        .toList(),
                0);
    }

    private static Facts facts(double actual) {
        return new Facts(BARE, new Gap(CLAIM, actual, true, Sampling.UNKNOWN), List.of());
    }
}
