package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Range;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.diagnosis.Cause;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.shard.ShardMerge;
import io.jenkins.plugins.lvm.verifier.shard.VerificationPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows whose target stands in their own context: the gate {@code LEAK} says the same of all rows, of some at a risk, and of parts. */
class LeakedRowsTest {
    private static final double RISK = 1e-6;

    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("leak_fixtures.py", "leaks");
    }

    private static VerificationRequestBuilder request(String name) {
        return VerificationRequest.of(
                        List.of(fixtures().resolve(name + ".pt").toString()),
                        fixtures().resolve(name + ".npz").toString())
                .device("cpu")
                .threads(1)
                .split("all")
                .batchSize(64)
                .diagnose("never");
    }

    private static double expected(String name) throws IOException {
        return JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject()
                .get(name)
                .getAsDouble();
    }

    private static Outcome leak(Verification found) {
        return found.gates().stream()
                .filter(gate -> gate.metric() == GateMetric.LEAK)
                .map(GateOutcome::outcome)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"few", "many"})
    void allRowsTellTheShareExactly(String name) throws IOException {
        Verification whole = GatesFixtures.only(request(name));

        assertThat(whole.data().leaked()).isCloseTo(expected(name), within(1e-12));
        assertThat(leak(whole)).isEqualTo(name.equals("many") ? Outcome.MISSED : Outcome.PASSED);
        assertThat(whole.verdict()).isEqualTo(name.equals("many") ? Verdict.UNSTABLE : Verdict.PASSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"few", "many"})
    void someRowsDecideItAtTheStatedRisk(String name) throws IOException {
        Verification found = GatesFixtures.only(request(name).risk(RISK).riskSeed(4L));

        ReportCheck.requireSound(found);
        assertThat(found.risk().stopped()).isTrue();
        Range range = found.risk().of(GateMetric.LEAK);
        assertThat(range).isNotNull();
        assertThat(expected(name)).isBetween(range.low(), range.high());
        assertThat(found.data().leaked()).isBetween(range.low(), range.high());
        assertThat(range.low() > 0.1 || range.high() <= 0.1)
                .as("not on both sides of the threshold")
                .isTrue();
        assertThat(leak(found)).isEqualTo(name.equals("many") ? Outcome.MISSED : Outcome.PASSED);
    }

    @Test
    void aReportThatLeavesTheShareOpenIsRefused() {
        Verification found = GatesFixtures.only(request("few").risk(RISK).riskSeed(4L));
        Verification open = found.toBuilder()
                .risk(new io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk(
                        found.risk().limit(),
                        found.risk().seed(),
                        found.risk().repeat(),
                        found.risk().rows(),
                        found.risk().heldOut(),
                        found.risk().interval(),
                        found.risk().gates().stream()
                                .filter(gate -> gate.metric() != GateMetric.LEAK)
                                .toList(),
                        found.risk().whole()))
                .build();

        assertThatThrownBy(() -> ReportCheck.requireSound(open))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing is known of LEAK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"few", "many"})
    void partsTellItTogether(String name) throws Exception {
        Verification whole = GatesFixtures.only(request(name));
        List<VerificationPart> parts = new ArrayList<>();
        for (String shard : List.of("1/3", "2/3", "3/3")) {
            Path file = folder.resolve(shard.replace('/', '-') + ".part");
            new Verifier(request(name).shard(shard).build())
                    .part(new Progress() {})
                    .write(file);
            parts.add(VerificationPart.read(file));
        }

        Verification joined =
                new ShardMerge(parts).result().report().verifications().get(0);

        assertThat(joined.data().leaked()).isEqualTo(whole.data().leaked());
        assertThat(joined.gates()).isEqualTo(whole.gates());
        assertThat(joined.verdict()).isEqualTo(whole.verdict());
    }

    /** Rows of one article are told apart by holding all of them against each other, which no part can. */
    @Test
    void rowsOfOneArticleAreNotMeasuredInParts() {
        assertThatThrownBy(() -> new Verifier(request("one").shard("1/2").build()).part(new Progress() {}))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining("are of one article");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sound", "rows_shuffled"})
    void rowsInAnyOrderAreSound(String name) {
        Verification found = GatesFixtures.only(request(name).diagnose("always"));

        assertThat(found.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(found.findings())
                .extracting(Finding::code)
                .doesNotContain(Cause.SHIFT.name(), Cause.METADATA_ORDER.name(), Cause.LEAK.name());
    }

    @Test
    void targetsInAnotherOrderThanTheirContextsAreNamedFirst() {
        Verification found = GatesFixtures.only(request("targets_shuffled").diagnose("auto"));

        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(found.findings().get(0).code()).isEqualTo("SHIFT");
        assertThat(found.findings().get(0).title()).isEqualTo("Targets and contexts are in different orders");
    }
}
