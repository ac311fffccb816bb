package io.jenkins.plugins.lvm.verifier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Method;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Rounding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        final SplitPlan early =
                Trainer.conventionFor(evidence(UNIFIED_KEYS, Map.of(), true)).split();

        assertThat(java.util.List.of(noArticles, curriculum, early)).allSatisfy(plan -> {
            assertThat(plan.method()).isEqualTo(Method.RANDOM);
            assertThat(plan.seed()).isEqualTo(42);
            assertThat(plan.rounding()).isEqualTo(Rounding.TRAINING);
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
    void doesNotRecomputeAClaimInDeltaSpace() {
        final Convention convention =
                Trainer.conventionFor(evidence(Set.of("model_state_dict", "val_results", "args"), Map.of(), true));

        assertThat(convention.space()).isEqualTo(Space.COSINE_DELTA);
        assertThat(convention.unsupported()).contains("minus the last context vector");
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
        assertThat(java.util.List.of(clean, fiveCat)).allSatisfy(convention -> {
            assertThat(convention.split().method()).isEqualTo(Method.ALL);
            assertThat(convention.batchSize()).isEqualTo(256);
        });
    }

    @Test
    void takesTheTailOfTheFileWhereTheTrainerDidNotShuffle() {
        final TrainingEvidence evidence = new TrainingEvidence(
                Set.of("model_state_dict", "val_cosine", "args"),
                Map.of(),
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
        assertThat(convention.split().rounding()).isEqualTo(Rounding.VALIDATION);
        assertThat(convention.split().validationFraction()).isEqualTo(0.2);
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
        final String documented = Files.readString(Path.of("docs/splits.md"));

        for (final Trainer trainer : Trainer.values()) {
            assertThat(documented).contains(trainer.tableRow());
        }
    }

    private static TrainingEvidence evidence(
            final Set<String> keys, final Map<String, Object> args, final boolean articleIndex) {
        return new TrainingEvidence(keys, args, Map.of(), Set.of(), articleIndex);
    }
}
