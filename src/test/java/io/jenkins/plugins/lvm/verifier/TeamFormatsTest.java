package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import io.jenkins.plugins.lvm.DocumentTable;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieval;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieved;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import io.jenkins.plugins.lvm.verifier.trainer.Trainer;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checkpoint in the format of each of the team's scripts against torch: rows, each row's cosine, the claim, what is retrieved. */
class TeamFormatsTest {
    private static final double PER_COSINE = 1e-5;
    private static final double PER_MEAN = 1e-6;
    /** Scripts of the team's repository (TrentCarter/lnsp-phase-4, feature/aider-lco-p0, b6aa055) that save a model. */
    private static final Set<String> SCRIPTS = Set.of(
            """
            train_final train_graphmert_lvm_benchmark train_hardened train_improved train_lstm
            train_lstm_baseline train_mamba2 train_mamba_contrastive train_mamba_contrastive_v2
            train_mamba_unified train_mlp_cycle train_mlp_hardneg train_p7_ranker train_simple_mlp
            train_transformer train_transformer_simple train_twotower train_twotower_combined
            train_twotower_fast train_twotower_hardneg train_twotower_samearticle train_unified
            mlflow_integration launch_stable_training.sh launch_stable_training_fixed.sh
            train_amn_584k_clean_splits.sh train_with_5cat_validation.sh train_custom_models src/lvm/train_mamba
            train_twotower_sync test_lvm_pipeline tools/train_twotower train_alignment_head train_both_models
            train_satt train_stable_sync train_transformer_optimized train_twotower_phase2 train_twotower_v4
            train_twotower_v4_stable train_deeper_lstm
            """
                    .split("\\s+"));
    /** Files without keys tell nothing of who wrote them, and one that was saved again is still its trainer's. */
    private static final Set<String> WITHOUT_SIGNATURE = Set.of("mlflow", "mamba_final", "custom_rwkv", "latent_mamba");

    private static Path folder;
    private static Entry[] entries;
    private static final Map<String, VerificationResult> RESULTS = new LinkedHashMap<>();

    @BeforeAll
    static void verifyAll() throws IOException {
        folder = PythonFixtures.run("team_fixtures.py", "team");
        entries = new Gson().fromJson(Files.readString(folder.resolve("expected.json")), Entry[].class);
        for (Entry entry : entries) {
            RESULTS.put(entry.name, verify(entry, entry.bank));
        }
    }

    private static VerificationResult verify(Entry entry, String bank) {
        return new Verifier(VerificationRequest.of(
                                List.of(folder.resolve(entry.name + ".pt").toString()),
                                folder.resolve(entry.data + ".npz").toString())
                        .bank(
                                bank == null
                                        ? null
                                        : folder.resolve(bank + ".npz").toString())
                        .device("cpu")
                        .threads(1)
                        .diagnose("never")
                        .build())
                .verify(new Progress() {});
    }

    static Stream<String> names() throws IOException {
        return Arrays.stream(new Gson()
                        .fromJson(
                                Files.readString(PythonFixtures.run("team_fixtures.py", "team")
                                        .resolve("expected.json")),
                                Entry[].class))
                .map(entry -> entry.name);
    }

    private static Entry entry(String name) {
        return Arrays.stream(entries)
                .filter(entry -> entry.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Verification found(String name) {
        VerificationResult result = RESULTS.get(name);
        assertThat(result.report().errors()).as(name).isEmpty();
        return result.report().verifications().get(0);
    }

    @ParameterizedTest
    @MethodSource("names")
    void agreesWithTorch(String name) {
        Entry expected = entry(name);
        Verification found = found(name);
        assertThat(found.model().forwardDefinition()).isEqualTo(expected.definition);
        assertThat(found.split().validationRows()).isEqualTo(expected.count);
        assertThat(found.split().rowsSha256()).isEqualTo(expected.rows);
        float[] cosines = RESULTS.get(name).cosines().get(0);
        assertThat(cosines).hasSize(expected.cosines.length);
        for (int row = 0; row < cosines.length; row++) {
            assertThat((double) cosines[row]).as("row %d", row).isCloseTo(expected.cosines[row], within(PER_COSINE));
        }
        compareClaim(found, expected.claim);
        compareRetrieval(found.retrieval(), expected.retrieval);
    }

    private static void compareClaim(Verification found, ClaimEntry expected) {
        Claim claim = found.claim();
        if (expected == null) {
            assertThat(claim).isNull();
            return;
        }
        assertThat(claim.value()).isEqualTo(expected.value);
        assertThat(claim.source()).isEqualTo(expected.source);
        assertThat(claim.kind().name()).isEqualTo(expected.kind);
        assertThat(claim.batchSize()).isEqualTo(expected.batch);
        assertThat(claim.space().name()).isEqualTo(expected.space);
        assertThat(claim.supported()).isTrue();
        assertThat(found.gap()).isCloseTo(0, within(PER_MEAN));
    }

    private static void compareRetrieval(Retrieval found, List<RetrievedEntry> expected) {
        if (expected.isEmpty()) {
            assertThat(found).isNull();
            return;
        }
        assertThat(found.metrics())
                .extracting(Retrieved::metric)
                .containsExactlyElementsOf(
                        expected.stream().map(metric -> metric.metric).toList());
        for (int i = 0; i < expected.size(); i++) {
            Retrieved metric = found.metrics().get(i);
            assertThat(metric.source()).isEqualTo(expected.get(i).source);
            assertThat(metric.claim()).isCloseTo(expected.get(i).claim, within(PER_MEAN));
            assertThat(metric.actual()).as(metric.metric()).isCloseTo(expected.get(i).actual, within(PER_MEAN));
            assertThat(metric.low()).isCloseTo(expected.get(i).low, within(PER_MEAN));
            assertThat(metric.high()).isCloseTo(expected.get(i).high, within(PER_MEAN));
            assertThat(metric.gap()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theScriptIsRecognised(String name) {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve(name + ".pt"))) {
            String recognised = Trainer.conventionFor(
                            CheckpointRecord.evidence(checkpoint, checkpoint.stateDict(), false))
                    .trainer()
                    .scripts();
            if (!WITHOUT_SIGNATURE.contains(name)) {
                assertThat(List.of(recognised.split(", "))).containsAll(entry(name).scripts);
            }
        }
    }

    @Test
    void equallyNearCandidatesLeaveARangeAndNoGap() {
        Retrieved hits = found("encoder").retrieval().metrics().get(0);
        assertThat(hits.low()).isLessThanOrEqualTo(hits.actual());
        Stream<Retrieved> all = RESULTS.keySet().stream()
                .map(name -> found(name).retrieval())
                .filter(retrieval -> retrieval != null)
                .flatMap(retrieval -> retrieval.metrics().stream());
        assertThat(all).anyMatch(metric -> metric.low() < metric.high());
    }

    @Test
    void retrievalIsHeldAgainstItsOwnGatesAndNoCosines() {
        Verification found = found("encoder");
        assertThat(found.claim()).isNull();
        assertThat(found.gates())
                .filteredOn(gate -> gate.outcome() == Outcome.PASSED)
                .extracting(GateOutcome::metric)
                .contains(GateMetric.RETRIEVAL_BELOW, GateMetric.RETRIEVAL_ABOVE, GateMetric.CLAIM_MISSING)
                .doesNotContain(GateMetric.GAP_BELOW, GateMetric.COSINE);
        assertThat(new VerificationView(found).getHeadline()).startsWith("The checkpoint claims recall@10 of ");
    }

    @Test
    void withoutItsBankARetrievalClaimCannotBeRecomputed() {
        Verification found =
                verify(entry("encoder"), null).report().verifications().get(0);
        assertThat(found.retrieval()).isNull();
        assertThat(found.claim().metric()).isEqualTo("recall@10");
        assertThat(found.claim().supported()).isFalse();
        assertThat(found.claim().unsupportedReason()).contains("a bank of vectors, which has to be named");
        assertThat(found.gates())
                .filteredOn(gate -> gate.outcome() == Outcome.MISSED)
                .extracting(GateOutcome::metric)
                .contains(GateMetric.CLAIM_UNSUPPORTED)
                .doesNotContain(GateMetric.CLAIM_MISSING);
    }

    @Test
    void aBaselineIsComparedInItsOwnSpaceAndInNoOther() {
        VerificationRequestBuilder request = VerificationRequest.of(
                        List.of(folder.resolve("twotower.pt").toString()),
                        folder.resolve("sequences.npz").toString())
                .device("cpu")
                .threads(1)
                .diagnose("never");
        Verification tower = new Verifier(
                        request.baselines(baseline("twotower_fast")).build())
                .verify(new Progress() {})
                .report()
                .verifications()
                .get(0);
        assertThat(tower.baseline().actual().sampleMean())
                .isCloseTo(found("twotower_fast").actual().sampleMean(), within(PER_MEAN));
        for (String of : List.of("of the tower", "of the baseline: of the tower")) {
            assertThat(tower.selfCheck().checks())
                    .as(of)
                    .anyMatch(check -> check.kind() == Kind.PLACES
                            && check.rows() == tower.split().validationRows()
                            && check.what().startsWith(of + " that targets go through: "));
        }
        assertThat(new Verifier(request.baselines(baseline("improved")).build())
                        .verify(new Progress() {})
                        .report()
                        .errors())
                .first()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("is measured in the space COSINE_DELTA, the checkpoint itself in TWO_TOWER"));
    }

    private static List<BaselineSource> baseline(String name) {
        return List.of(new BaselineSource(null, folder.resolve(name + ".pt").toString(), null, null));
    }

    /** A script for each row: what it saves, what computes it, and what becomes of its claim. */
    @Test
    void theDocumentShowsEveryScript() throws IOException {
        List<String> rows = Arrays.stream(entries)
                .flatMap(entry -> entry.scripts.stream().map(script -> row(script, entry)))
                .toList();
        assertThat(Arrays.stream(entries)
                        .flatMap(entry -> entry.scripts.stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(SCRIPTS);
        DocumentTable.assertShows(
                Path.of("docs/models.md"),
                "| script | what it saves | definition | what it claims | recomputed |",
                rows);
    }

    private static String row(String script, Entry entry) {
        Verification found = found(entry.name);
        String claims = Stream.concat(
                        Stream.ofNullable(found.claim()).map(Claim::source),
                        found.retrieval() == null
                                ? Stream.empty()
                                : found.retrieval().metrics().stream().map(Retrieved::source))
                .map(claim -> "`" + claim + "`")
                .collect(Collectors.joining(", "));
        return "| %s | %s | `%s` | %s | %s |"
                .formatted(
                        script,
                        entry.keys.stream().map(key -> "`" + key + "`").collect(Collectors.joining(", ")),
                        found.model().forwardDefinition().replaceAll("\\[.*", ""),
                        claims.isEmpty() ? "no cosine, no retrieval (" + entry.why + ")" : claims,
                        claims.isEmpty()
                                ? "–"
                                : found.split().reproducible()
                                        ? "on the trainer's rows"
                                        : "on rows drawn anew: " + reason(found));
    }

    private static String reason(Verification found) {
        return found.split().reason().replaceAll("[;,].*", "");
    }

    /** One checkpoint of {@code expected.json}. */
    private static final class Entry {
        private String name;
        private List<String> scripts;
        private String data;
        private String bank;
        private String definition;
        private ClaimEntry claim;
        private String why;
        private List<String> keys;
        private String rows;
        private int count;
        private double[] cosines;
        private List<RetrievedEntry> retrieval;
    }

    private static final class ClaimEntry {
        private double value;
        private String source;
        private String kind;
        private Integer batch;
        private String space;
    }

    private static final class RetrievedEntry {
        private String metric;
        private String source;
        private double claim;
        private double actual;
        private double low;
        private double high;
    }
}
