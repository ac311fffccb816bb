package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.risk.ConfidenceSequence;
import io.jenkins.plugins.lvm.verifier.risk.DrawOrder;
import io.jenkins.plugins.lvm.verifier.risk.Interval;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What single rows do to a verdict at a risk, and what one risk is to several means. */
class RiskOfRowsTest {
    private static final double RISK = 0.01;
    private static final long SEED = 7;
    private static final int BATCH = 32;
    /** Whole batches of the trainer, so that all rows weigh the same. */
    private static final int ROWS = 2560;

    private static final double GROWTH = 0.25;

    private static VerificationRequestBuilder all(String checkpoint, String data) {
        return VerificationRequest.of(List.of(checkpoint), data)
                .device("cpu")
                .threads(1)
                .split("all")
                .diagnose("never");
    }

    private static VerificationRequestBuilder good() {
        return all(GatesFixtures.file("good.pt"), GatesFixtures.file("train.npz"))
                .maxSamples(ROWS);
    }

    private static String bad(String name) {
        Path folder = PythonFixtures.run(
                "bad_row_fixtures.py", "bad-rows", GatesFixtures.folder().toString());
        return folder.resolve(name).toString();
    }

    private static Outcome outcome(Verification found, GateMetric metric) {
        return found.gates().stream()
                .filter(gate -> gate.metric() == metric)
                .map(GateOutcome::outcome)
                .findFirst()
                .orElseThrow();
    }

    /** The range at the stop is that of the same draws at the share of the risk that one of all means has, and no other share. */
    @Test
    void theRiskIsSharedByAllMeansThatGatesDependOn() {
        VerificationResult whole = GatesFixtures.verify(good());
        float[] cosines = whole.cosines().get(0);
        double claim = whole.report().verifications().get(0).claim().value();

        assertThat(sharing(cosines, claim, GateMetric.NON_FINITE)).isEqualTo(2);
        assertThat(sharing(cosines, claim, GateMetric.NON_FINITE, GateMetric.ZERO_PREDICTIONS, GateMetric.LEAK))
                .isEqualTo(4);
    }

    /** Among how many means the risk was divided, with gates on these shares of rows: told by the range that is reported for the actual. */
    private static int sharing(float[] cosines, double claim, GateMetric... shares) {
        GateSettings gates = GateSettings.builder()
                .failThreshold(0.1)
                .unstableThreshold(0.05)
                .qualityGates(Stream.of(shares)
                        .map(share -> new Gate(share, 0.4, Criticality.FAILED))
                        .toList())
                .build();
        Verification found = GatesFixtures.only(good().gates(gates).risk(RISK).riskSeed(SEED));
        return IntStream.rangeClosed(1, 12)
                .filter(means -> {
                    Interval range = range(cosines, claim, found.risk().rows().read(), RISK / means);
                    return Math.abs(range.low() - found.risk().interval().low()) < 2e-5
                            && Math.abs(range.high() - found.risk().interval().high()) < 2e-5;
                })
                .reduce((one, other) -> {
                    throw new AssertionError(one + " and " + other + " fit");
                })
                .orElseThrow();
    }

    private static Interval range(float[] cosines, double claim, long read, double risk) {
        ConfidenceSequence sequence = new ConfidenceSequence(
                cosines.length, new Interval(-1, 1), risk, claim - 0.1, claim - 0.05, claim + 0.05);
        DrawOrder order = DrawOrder.of(cosines.length, SEED);
        Interval range = new Interval(-1, 1);
        for (int drawn = 0; drawn < read; ) {
            int to = order.next(drawn, GROWTH);
            for (int i = drawn; i < to; i++) {
                sequence.add(cosines[order.positions()[i]]);
            }
            range = sequence.interval();
            drawn = to;
        }
        return range;
    }

    /** A row without a finite prediction misses its gate at once, and counts −1 in the mean. */
    @Test
    void rowsThatAreNotFiniteFailAndCountAsTheLeast() {
        float[] sound = GatesFixtures.verify(all(GatesFixtures.file("good.pt"), GatesFixtures.file("train.npz")))
                .cosines()
                .get(0);
        VerificationRequestBuilder request = all(GatesFixtures.file("good.pt"), bad("overflowing.npz"));
        Verification whole = GatesFixtures.only(request);
        Verification found = GatesFixtures.only(request.risk(RISK).riskSeed(SEED));
        double[] counted = IntStream.range(0, sound.length)
                .mapToDouble(row -> row % 5 == 0 ? -1 : sound[row])
                .toArray();
        double expected = new DefinitionScores(counted, new double[0], new double[0])
                .mean(found.actual().kind(), BATCH);

        ReportCheck.requireSound(found);
        assertThat(whole.actual().nonFinite()).isCloseTo(0.2, within(1e-9));
        assertThat(found.verdict()).isEqualTo(whole.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(outcome(found, GateMetric.NON_FINITE)).isEqualTo(Outcome.MISSED);
        assertThat(found.risk().stopped()).isTrue();
        assertThat(found.risk().of(GateMetric.NON_FINITE))
                .as("one row settles it")
                .isNull();
        assertThat(expected)
                .isBetween(
                        found.risk().interval().low(), found.risk().interval().high());
        assertThat(found.actual().value()).isCloseTo(expected, within(0.1));
    }

    @Test
    void predictionsOfZeroFail() {
        Verification found = GatesFixtures.only(
                all(bad("zero.pt"), GatesFixtures.file("train.npz")).risk(RISK).riskSeed(SEED));

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(outcome(found, GateMetric.ZERO_PREDICTIONS)).isEqualTo(Outcome.MISSED);
        assertThat(outcome(found, GateMetric.NON_FINITE)).isEqualTo(Outcome.PASSED);
        assertThat(found.risk().stopped()).isTrue();
    }

    /** What has no bounds, or is no mean over rows, cannot be told from some of them. */
    @Test
    void aMetricWithoutBoundsIsMeasuredOnAllRows() {
        for (String metric : List.of("mse", "mae")) {
            Verification found = GatesFixtures.only(good().set(Settings.METRIC, metric)
                    .set(Settings.CLAIM, "0.02")
                    .gates(GateSettings.builder()
                            .metric(metric)
                            .failThreshold(10.0)
                            .unstableThreshold(10.0)
                            .build())
                    .risk(RISK));

            assertThat(found.risk().whole()).as(metric).isEqualTo("the claim is not a mean of cosines with targets");
            assertThat(found.risk().rows().read()).isEqualTo(ROWS);
        }
    }
}
