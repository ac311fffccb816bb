package io.jenkins.plugins.lvm.verifier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.lvm.DocumentTable;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.dataset.CoherentRows.Kept;
import io.jenkins.plugins.lvm.verifier.dataset.Permutation;
import io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Method;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Shuffle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final Set<String> UNIFIED_KEYS = Set.of(
            "epoch",
            "model_type",
            "model_state_dict",
            "optimizer_state_dict",
            "val_loss",
            "val_cosine",
            "model_config",
            "args");

    private static final Map<String, Object> USUAL_ARGUMENTS =
            Map.of("data", "sequences.npz", "epochs", 20L, "batch_size", 32L, "lr", 0.0005);

    @Test
    void followsTheArticlesWhereTrainUnifiedKnewThem() {
        final Convention convention =
                Trainer.conventionFor(evidence(UNIFIED_KEYS, Map.of("curriculum", "full", "batch_size", 64L), true));

        assertThat(convention.trainer()).isEqualTo(Trainer.UNIFIED);
        assertThat(convention.kind()).isEqualTo(MeanKind.BATCH_MEAN);
        assertThat(convention.batchSize()).isEqualTo(64);
        assertThat(convention.split().method()).isEqualTo(Method.ARTICLES);
        assertThat(convention.split().reproducible()).isTrue();
        assertThat(convention.split().mayOverlapTraining()).isFalse();
    }

    @Test
    void admitsThatAnUnseededSplitCannotBeRedone() {
        final SplitPlan noArticles = Trainer.conventionFor(evidence(UNIFIED_KEYS, Map.of("curriculum", "full"), false))
                .split();
        final SplitPlan curriculum = Trainer.conventionFor(
                        evidence(UNIFIED_KEYS, Map.of("curriculum", "forward_top_30"), true))
                .split();
        final SplitPlan early = Trainer.conventionFor(evidence(UNIFIED_KEYS, USUAL_ARGUMENTS, true))
                .split();

        assertThat(List.of(noArticles, curriculum, early)).allSatisfy(plan -> {
            assertThat(plan.method()).isEqualTo(Method.RANDOM);
            assertThat(plan.seed()).isEqualTo(42);
            assertThat(plan.rounding()).isEqualTo(Rounding.TRAIN_FLOOR);
            assertThat(plan.reproducible()).isFalse();
            assertThat(plan.mayOverlapTraining()).isTrue();
        });
    }

    @Test
    void takesTheHardenedTrainersSeed() {
        final TrainingEvidence evidence = new TrainingEvidence(
                Set.of("model_state_dict", "val_metrics", "config"),
                Map.of(),
                Map.of("seed", 7L, "batch_size", 16L),
                Set.of(),
                true);

        final Convention convention = Trainer.conventionFor(evidence);

        assertThat(convention.trainer()).isEqualTo(Trainer.HARDENED);
        assertThat(convention.split().seed()).isEqualTo(7);
        assertThat(convention.batchSize()).isEqualTo(16);
        assertThat(convention.split().mayOverlapTraining()).isFalse();
        assertThat(convention.split().reproducible()).isFalse();
    }

    @Test
    void holdsOutChainsOfCoherentRowsInDeltaSpace() {
        Set<String> keys = Set.of("epoch", "model_type", "model_state_dict", "val_results", "args");
        Convention improved = Trainer.conventionFor(evidence(
                keys, Map.of("delta_mode", true, "coherence_threshold", 0.5, "seed", 7L, "train_ratio", 0.75), true));
        Convention last = Trainer.conventionFor(evidence(keys, Map.of("min_coherence", 0.6), true));
        Convention everything = Trainer.conventionFor(
                evidence(keys, Map.of("delta_mode", false, "coherence_threshold", 0.0, "train_ratio", 1.5), true));

        assertThat(improved.trainer()).isEqualTo(Trainer.IMPROVED);
        assertThat(improved.space()).isEqualTo(Space.COSINE_DELTA);
        assertThat(improved.split().kept()).isEqualTo(new Kept(0.5, "chain_ids"));
        assertThat(improved.split().shuffle()).isEqualTo(new Shuffle(Permutation.NUMPY, 7));
        assertThat(improved.split().validationFraction()).isEqualTo(0.25);
        assertThat(last.trainer()).isEqualTo(Trainer.FINAL);
        assertThat(last.space()).isEqualTo(Space.COSINE_SUM);
        assertThat(last.split().kept()).isEqualTo(new Kept(0.6, null));
        assertThat(everything.space()).isEqualTo(Space.COSINE);
        assertThat(everything.split().kept()).isEqualTo(new Kept(Double.NEGATIVE_INFINITY, "chain_ids"));
        assertThat(everything.split().validationFraction()).isCloseTo(0.1, within(1e-12));
        assertThat(List.of(improved, last, everything)).allSatisfy(convention -> {
            assertThat(convention.split().method()).isEqualTo(Method.CHAINS);
            assertThat(convention.split().reproducible()).isTrue();
            assertThat(convention.split().mayOverlapTraining()).isFalse();
        });
    }

    @Test
    void usesAllRowsWhereAScriptValidatedOnAFileOfItsOwn() {
        final Convention clean = Trainer.conventionFor(
                evidence(Set.of("model_state_dict", "model_type", "val_cosine", "val_loss", "epoch"), Map.of(), false));
        final Convention fiveCat = Trainer.conventionFor(evidence(
                Set.of("model_state_dict", "model_type", "model_config", "val_cosine", "train_cosine"),
                Map.of(),
                true));

        assertThat(clean.trainer()).isEqualTo(Trainer.CLEAN_SPLITS_SCRIPT);
        assertThat(fiveCat.trainer()).isEqualTo(Trainer.FIVE_CAT_SCRIPT);
        assertThat(List.of(clean, fiveCat)).allSatisfy(convention -> {
            assertThat(convention.split().method()).isEqualTo(Method.ALL);
            assertThat(convention.batchSize()).isEqualTo(256);
        });
    }

    @Test
    void takesTheTailOfTheFileWhereTheTrainerDidNotShuffle() {
        final TrainingEvidence evidence = new TrainingEvidence(
                Set.of("model_state_dict", "val_cosine", "args"),
                USUAL_ARGUMENTS,
                Map.of(),
                Set.of("lstm.weight_ih_l0", "output_proj.0.weight", "output_proj.3.weight"),
                true);

        assertThat(Trainer.conventionFor(evidence).split().method()).isEqualTo(Method.TAIL);
    }

    @Test
    void averagesSamplesAndRoundsValidationForMamba() {
        final Convention convention = Trainer.conventionFor(
                evidence(Set.of("model_state_dict", "val_cosine", "args"), Map.of("val_split", 0.2), true));

        assertThat(convention.trainer()).isEqualTo(Trainer.MAMBA);
        assertThat(convention.kind()).isEqualTo(MeanKind.SAMPLE_MEAN);
        assertThat(convention.split().rounding()).isEqualTo(Rounding.VALIDATION_FLOOR);
        assertThat(convention.split().validationFraction()).isEqualTo(0.2);
    }

    @Test
    void metricsBesideAClaimDoNotMakeARanker() {
        Set<String> keys = new HashSet<>(UNIFIED_KEYS);
        keys.add("metrics");
        assertThat(Trainer.conventionFor(evidence(keys, Map.of("curriculum", "full"), true))
                        .trainer())
                .isEqualTo(Trainer.UNIFIED);
        Set<String> ranker = Set.of("epoch", "model_state_dict", "optimizer_state_dict", "model_config", "metrics");
        assertThat(Trainer.conventionFor(evidence(ranker, Map.of(), true)).trainer())
                .isEqualTo(Trainer.RANKER);
    }

    @Test
    void whoeverLeavesNoSignatureIsUnknown() {
        Set<String> keys = Set.of("epoch", "model_state_dict", "val_loss", "val_cosine", "args");
        Set<String> head = Set.of("lstm.weight_ih_l0", "head.0.weight", "head.3.weight");
        Set<String> projection = Set.of("lstm.weight_ih_l0", "output_proj.weight");
        assertThat(Trainer.conventionFor(new TrainingEvidence(keys, USUAL_ARGUMENTS, Map.of(), head, true))
                        .trainer())
                .isEqualTo(Trainer.BASELINE);
        for (TrainingEvidence stranger : List.of(
                new TrainingEvidence(keys, USUAL_ARGUMENTS, Map.of(), projection, true),
                new TrainingEvidence(keys, Map.of("epochs", 3L, "batch_size", 64L), Map.of(), head, true),
                new TrainingEvidence(keys, Map.of("epochs", 3L), Map.of(), Set.of("network.0.weight"), true),
                evidence(UNIFIED_KEYS, Map.of("steps", 100L), true))) {
            Convention convention = Trainer.conventionFor(stranger);
            assertThat(convention.trainer()).isEqualTo(Trainer.UNKNOWN);
            assertThat(convention.trainer().scripts()).isEqualTo("unknown trainer");
            assertThat(convention.kind()).isEqualTo(MeanKind.BATCH_MEAN);
            assertThat(convention.split().method()).isEqualTo(Method.RANDOM);
            assertThat(convention.split().reproducible()).isFalse();
            assertThat(convention.split().reason()).startsWith("the checkpoint does not tell which trainer wrote it");
        }
    }

    @Test
    void aGivenClaimIsTheMeanOfTheTrainerOrOfAllRows() {
        Convention unified = Trainer.conventionFor(evidence(UNIFIED_KEYS, Map.of("curriculum", "full"), true));
        Convention stranger = Trainer.conventionFor(evidence(UNIFIED_KEYS, Map.of("steps", 100L), true));

        assertThat(unified.ofGivenClaim()).isEqualTo(unified);
        assertThat(stranger.ofGivenClaim().kind()).isEqualTo(MeanKind.SAMPLE_MEAN);
        assertThat(stranger.ofGivenClaim().split()).isEqualTo(stranger.split());
    }

    @Test
    void fallsBackToDefaultsWhereRecordedValuesMakeNoSense() {
        final Convention convention = Trainer.conventionFor(
                evidence(UNIFIED_KEYS, Map.of("batch_size", -5L, "val_split", 7.0, "curriculum", 3L), true));

        assertThat(convention.batchSize()).isEqualTo(32);
        assertThat(convention.split().validationFraction()).isEqualTo(0.1);
    }

    @Test
    void isShownInTheDocumentation() throws IOException {
        DocumentTable.assertShows(
                Path.of("docs/splits.md"),
                "| training script | recognised by | claim | rows | exactly the trainer's? | may hold trained rows? |",
                Arrays.stream(Trainer.values()).map(Trainer::tableRow).toList());
    }

    private static TrainingEvidence evidence(
            final Set<String> keys, final Map<String, Object> args, final boolean articleIndex) {
        return new TrainingEvidence(keys, args, Map.of(), Set.of(), articleIndex);
    }
}
