package io.jenkins.plugins.lvm.verifier.trainer;

import static io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding.TRAIN_FLOOR;
import static io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding.VALIDATION_FLOOR;
import static io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Method.ALL;
import static io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Method.ARTICLES;
import static io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Method.CHAINS;
import static io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Method.RANDOM;
import static io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Method.TAIL;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.dataset.CoherentRows.Kept;
import io.jenkins.plugins.lvm.verifier.dataset.Permutation;
import io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding;
import io.jenkins.plugins.lvm.verifier.trainer.RetrievalRule.Candidates;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Shuffle;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The conventions table: which training script leaves which traces in a checkpoint, and how it measured its claim. The first entry
 * that recognises the evidence applies. {@code docs/splits.md} shows this table.
 */
public enum Trainer {
    HARDENED(
            "train_hardened",
            "`val_metrics` and `config`",
            e -> e.has("val_metrics", "config"),
            Metric.batchMean(32),
            e -> new SplitPlan(
                    RANDOM,
                    new Shuffle(Permutation.TORCH, e.integer("seed", 42)),
                    null,
                    0.1,
                    TRAIN_FLOOR,
                    false,
                    false,
                    "train_hardened holds out 10 % with a seeded permutation, so the rows are the trainer's; but it also masked"
                            + " validation contexts at random, so its claim cannot be met exactly")),
    IMPROVED(
            "train_improved",
            "`val_results`, and `args` without `min_coherence`",
            e -> e.has("val_results") && !e.args().containsKey("min_coherence"),
            e -> Metric.of(
                            Boolean.FALSE.equals(e.args().get("delta_mode")) ? Space.COSINE : Space.COSINE_DELTA,
                            MeanKind.BATCH_MEAN,
                            32)
                    .retrieving(Candidates.VALIDATION_TARGETS, false),
            e -> coherentChains(
                    e,
                    e.number("coherence_threshold", 0.78),
                    "chain_ids",
                    "train_improved keeps rows whose target is near the last context vector, and holds out whole chains drawn"
                            + " with a seed")),
    FINAL(
            "train_final",
            "`val_results`, and `args` with `min_coherence`",
            e -> e.has("val_results"),
            Metric.of(Space.COSINE_SUM, MeanKind.BATCH_MEAN, 32).retrieving(Candidates.VALIDATION_TARGETS, false),
            e -> coherentChains(
                    e,
                    // Unlike train_improved it filters whatever the threshold.
                    Math.max(-1, e.number("min_coherence", 0.78)),
                    null,
                    "train_final keeps rows whose target is near the last context vector, and holds out rows drawn with a"
                            + " seed")),
    RANKER(
            "train_p7_ranker",
            "`metrics` or `final_metrics`, and `model_config`; no `args`, `model_type` or `val_cosine`",
            e -> e.has("model_config")
                    && (e.has("metrics") || e.has("final_metrics"))
                    && e.lacks("args", "model_type", "val_cosine"),
            Metric.batchMean(64),
            e -> separateFile("train_p7_ranker")),
    TWO_TOWERS(
            "train_twotower, train_twotower_combined, train_twotower_fast, train_twotower_samearticle, train_twotower_hardneg",
            "`q_tower_state_dict` and `p_tower_state_dict`",
            e -> e.has("q_tower_state_dict", "p_tower_state_dict"),
            Metric.of(Space.TWO_TOWER, MeanKind.SAMPLE_MEAN, 32).retrieving(Candidates.VALIDATION_TARGETS, false),
            e -> unseeded(e, VALIDATION_FLOOR, "the two-tower trainers draw their split without a seed")),
    QUERY_ENCODERS(
            "tools/train_twotower, train_twotower_v4, train_twotower_phase2",
            "`model_q_state_dict` and `model_d_state_dict`, or `model_q` and `recall500`",
            e -> e.has("model_q_state_dict", "model_d_state_dict") || e.has("model_q", "recall500"),
            Metric.of(Space.TWO_TOWER, MeanKind.SAMPLE_MEAN, 32).retrieving(Candidates.BANK, true),
            e -> separatePart("this trainer")),
    QUERY_ENCODERS_BY_LOSS(
            "train_twotower_v4_stable, train_satt, train_stable_sync, train_twotower_sync, launch_stable_training.sh,"
                    + " launch_stable_training_fixed.sh",
            "`model_q`, no `recall500`",
            e -> e.has("model_q"),
            Metric.of(Space.TWO_TOWER, MeanKind.SAMPLE_MEAN, 32).retrieving(Candidates.BANK, true),
            e -> new SplitPlan(
                    ALL,
                    null,
                    null,
                    1,
                    VALIDATION_FLOOR,
                    false,
                    true,
                    "this trainer records a loss and no rows, so every row of the given file is used")),
    ALIGNMENT_HEAD(
            "train_alignment_head",
            "`val_cosine` and `config`, neither `args` nor `model_type`; tensors `net.*`",
            e -> e.has("val_cosine", "config")
                    && e.lacks("args", "model_type")
                    && e.tensorNames().stream().allMatch(name -> name.startsWith("net.")),
            Metric.batchMean(1024),
            e -> separatePart("train_alignment_head")),
    PIPELINE_TEST(
            "test_lvm_pipeline",
            "`training_loss` and `num_examples`",
            e -> e.has("training_loss", "num_examples"),
            Metric.batchMean(32),
            e -> new SplitPlan(
                    ALL,
                    null,
                    null,
                    1,
                    VALIDATION_FLOOR,
                    false,
                    true,
                    "test_lvm_pipeline trains on all of its rows and validates on none")),
    GRAPHMERT(
            "train_graphmert_lvm_benchmark",
            "`history` and no `epoch`",
            e -> e.has("history", "args") && e.lacks("epoch"),
            Metric.batchMean(32),
            e -> unseeded(e, TRAIN_FLOOR, "train_graphmert_lvm_benchmark draws its 90/10 split without a seed")),
    MAMBA_CONTRASTIVE(
            "train_mamba_contrastive",
            "`projection_head_state_dict`",
            e -> e.has("projection_head_state_dict"),
            Metric.sampleMean(),
            e -> new SplitPlan(
                    RANDOM,
                    new Shuffle(Permutation.TORCH, 42),
                    null,
                    e.share("val_split", 0.1),
                    VALIDATION_FLOOR,
                    true,
                    false,
                    "train_mamba_contrastive holds out a permutation seeded with 42")),
    MAMBA(
            "train_mamba_unified, train_mamba_contrastive_v2",
            "no `model_type`, `args` with `val_split`",
            e -> e.has("val_cosine", "args")
                    && e.lacks("model_type")
                    && e.args().containsKey("val_split"),
            Metric.sampleMean(),
            e -> unseeded(e, VALIDATION_FLOOR, "the mamba trainers draw their split without a seed")),
    FIVE_CAT_SCRIPT(
            "train_with_5cat_validation.sh",
            "`model_type` and `train_cosine` or `5cat_*`, no `args`",
            e -> e.has("model_type", "val_cosine")
                    && e.lacks("args")
                    && (e.has("train_cosine") || e.topLevelKeys().stream().anyMatch(key -> key.startsWith("5cat_"))),
            Metric.batchMean(256),
            e -> separateFile("train_with_5cat_validation.sh")),
    CLEAN_SPLITS_SCRIPT(
            "train_amn_584k_clean_splits.sh",
            "`model_type` and `val_cosine`, neither `args` nor `model_config`",
            e -> e.has("model_type", "val_cosine") && e.lacks("args", "model_config"),
            Metric.batchMean(256),
            e -> separateFile("train_amn_584k_clean_splits.sh")),
    UNIFIED(
            "train_unified",
            "`model_type`, `val_cosine`, `args` with `curriculum`",
            e -> e.has("model_type", "val_cosine", "args") && e.args().containsKey("curriculum"),
            Metric.batchMean(32),
            Trainer::unified),
    UNIFIED_EARLY(
            "train_unified before it knew articles, train_transformer_optimized",
            "`model_type`, `val_cosine`, `args` with `data`, `epochs`, `batch_size` and `lr`, without `curriculum`",
            e -> e.has("model_type", "val_cosine", "args") && tellsUsualArguments(e),
            Metric.batchMean(32),
            e -> unseeded(e, TRAIN_FLOOR, "this trainer draws its 90/10 split without a seed")),
    FILE_ORDER(
            "train_lstm, train_transformer_simple, train_simple_mlp, train_mlp_hardneg, train_mlp_cycle",
            "no `model_type`; `val_cosine`, `args` with `data`, `epochs`, `batch_size` and `lr`; tensors `output_proj.0`,"
                    + " `transformer.layers.*` or `network.*`",
            e -> e.has("val_cosine", "args")
                    && e.lacks("model_type")
                    && tellsUsualArguments(e)
                    && e.tensorNames().stream()
                            .anyMatch(name -> name.startsWith("output_proj.0.")
                                    || name.startsWith("transformer.layers.")
                                    || name.startsWith("network.")),
            Metric.batchMean(32),
            e -> new SplitPlan(
                    TAIL,
                    null,
                    null,
                    0.1,
                    TRAIN_FLOOR,
                    true,
                    false,
                    "this trainer holds out the last 10 % in file order")),
    BASELINE(
            "train_lstm_baseline, train_transformer, train_mamba2, train_deeper_lstm",
            "no `model_type`; `val_cosine`, `args` with `data`, `epochs`, `batch_size` and `lr`; tensors `head.*`, `fc.*` or"
                    + " `blocks.*.mamba.*`",
            e -> e.has("val_cosine", "args")
                    && e.lacks("model_type")
                    && tellsUsualArguments(e)
                    && e.tensorNames().stream()
                            .anyMatch(name -> name.startsWith("head.")
                                    || name.startsWith("fc.")
                                    || (name.startsWith("blocks.") && name.contains(".mamba."))),
            Metric.batchMean(32),
            e -> unseeded(e, TRAIN_FLOOR, "this trainer draws its 90/10 split without a seed")),
    UNKNOWN(
            "unknown trainer",
            "anything else",
            e -> true,
            Metric.batchMean(32),
            e -> unseeded(e, TRAIN_FLOOR, "the checkpoint does not tell which trainer wrote it"));

    private final String scripts;
    private final String traces;
    private final Predicate<TrainingEvidence> recognised;
    private final Function<TrainingEvidence, Metric> metric;
    private final SplitRule split;

    Trainer(String scripts, String traces, Predicate<TrainingEvidence> recognised, Metric metric, SplitRule split) {
        this(scripts, traces, recognised, e -> metric, split);
    }

    Trainer(
            final String scripts,
            final String traces,
            final Predicate<TrainingEvidence> recognised,
            final Function<TrainingEvidence, Metric> metric,
            final SplitRule split) {
        this.scripts = scripts;
        this.traces = traces;
        this.recognised = recognised;
        this.metric = metric;
        this.split = split;
    }

    /** What every one of the team's scripts that records its command line was told. */
    private static boolean tellsUsualArguments(TrainingEvidence e) {
        return e.args().keySet().containsAll(Set.of("data", "epochs", "batch_size", "lr"));
    }

    /** Finds the convention that applies to the evidence. */
    public static Convention conventionFor(final TrainingEvidence evidence) {
        for (final Trainer trainer : values()) {
            if (trainer.recognised.test(evidence)) {
                return trainer.convention(evidence);
            }
        }
        throw new IllegalStateException("UNKNOWN recognises everything");
    }

    private Convention convention(final TrainingEvidence evidence) {
        Metric measured = metric.apply(evidence);
        final long recorded = evidence.integer("batch_size", measured.batchSize());
        final int batchSize = recorded > 0 && recorded <= 1 << 24 ? (int) recorded : measured.batchSize();
        return new Convention(
                this, measured.space(), measured.kind(), batchSize, measured.retrieval(), split.plan(evidence));
    }

    /** The training scripts that follow this convention. */
    public String scripts() {
        return scripts;
    }

    /** One line of the table in {@code docs/splits.md}. */
    String tableRow() {
        final TrainingEvidence plain =
                new TrainingEvidence(Set.of(), Map.of("curriculum", "full"), Map.of(), Set.of(), true);
        Metric measured = metric.apply(plain);
        final SplitPlan plan = split.plan(plain);
        return "| %s | %s | %s | %s | %s | %s |"
                .formatted(
                        scripts,
                        traces,
                        measured.words(),
                        describe(plan),
                        plan.reproducible() ? "yes" : "no",
                        plan.mayOverlapTraining() ? "yes" : "no");
    }

    private static String describe(final SplitPlan plan) {
        return switch (plan.method()) {
            case ARTICLES -> "`articles`, last 10 %";
            case ALL -> "`all` of the given file";
            case TAIL -> "`tail`, last 10 %";
            case CHAINS, RANDOM ->
                String.format(
                        Locale.ROOT,
                        "`%s`, seed %d, %s, %s rounded down",
                        plan.method().name().toLowerCase(Locale.ROOT),
                        plan.drawn().seed(),
                        plan.drawn().permutation().name().toLowerCase(Locale.ROOT),
                        plan.rounding().part());
        };
    }

    private static SplitPlan unified(final TrainingEvidence e) {
        final boolean full = "full".equals(e.args().get("curriculum"));
        if (full && e.articleIndex()) {
            return new SplitPlan(
                    ARTICLES,
                    null,
                    null,
                    0.1,
                    VALIDATION_FLOOR,
                    true,
                    false,
                    "train_unified holds out the last 10 % of the articles when the data names them");
        }
        return unseeded(
                e,
                TRAIN_FLOOR,
                full
                        ? "train_unified draws its 90/10 split without a seed when the data names no articles"
                        : "train_unified draws its 90/10 split without a seed under a curriculum");
    }

    private static SplitPlan separateFile(final String script) {
        return new SplitPlan(
                ALL,
                null,
                null,
                1,
                VALIDATION_FLOOR,
                true,
                false,
                script + " validates on a file of its own, so every row of the given file is used");
    }

    private static SplitPlan unseeded(final TrainingEvidence e, final Rounding rounding, final String why) {
        return new SplitPlan(
                RANDOM,
                new Shuffle(Permutation.TORCH, 42),
                null,
                e.share("val_split", 0.1),
                rounding,
                false,
                true,
                why + "; nobody can redo it, so 10 % are drawn with seed 42 and may hold rows it trained on");
    }

    private static SplitPlan separatePart(String trainer) {
        return new SplitPlan(
                ALL,
                null,
                null,
                1,
                VALIDATION_FLOOR,
                true,
                false,
                trainer + " validates on arrays of its own, so every row of them is used");
    }

    /** @param chains the column that holds rows together; null where none does */
    private static SplitPlan coherentChains(
            TrainingEvidence e, double minimum, @Nullable String chains, String reason) {
        double trained = e.number("train_ratio", 0.9);
        return new SplitPlan(
                CHAINS,
                new Shuffle(Permutation.NUMPY, e.integer("seed", 42)),
                // Without a threshold above 0 train_improved keeps everything.
                new Kept(chains != null && minimum <= 0 ? Double.NEGATIVE_INFINITY : minimum, chains),
                1 - (trained > 0 && trained < 1 ? trained : 0.9),
                TRAIN_FLOOR,
                true,
                false,
                reason);
    }

    /** How a trainer averages, and what it retrieves; {@code retrieval} is null where it retrieves nothing. */
    private record Metric(Space space, MeanKind kind, int batchSize, @Nullable RetrievalRule retrieval) {
        static Metric of(Space space, MeanKind kind, int batchSize) {
            return new Metric(space, kind, batchSize, null);
        }

        static Metric batchMean(final int batchSize) {
            return of(Space.COSINE, MeanKind.BATCH_MEAN, batchSize);
        }

        static Metric sampleMean() {
            return of(Space.COSINE, MeanKind.SAMPLE_MEAN, 32);
        }

        Metric retrieving(Candidates candidates, boolean percent) {
            return new Metric(space, kind, batchSize, new RetrievalRule(candidates, percent));
        }

        /** For the table in {@code docs/splits.md}. */
        String words() {
            String compared =
                    switch (space) {
                        case COSINE -> "";
                        case COSINE_DELTA ->
                            ", of the prediction with the step from the last context vector to the target";
                        case COSINE_SUM -> ", of the last context vector plus the prediction with the target";
                        case TWO_TOWER -> ", of both towers' vectors";
                    };
            return kind
                    + (kind == MeanKind.BATCH_MEAN ? ", batches of " + batchSize : "")
                    + compared
                    + (retrieval == null
                            ? ""
                            : "; retrieval among " + retrieval.candidates().words());
        }
    }

    /** How a trainer splits, given the evidence. */
    private interface SplitRule {
        SplitPlan plan(TrainingEvidence evidence);
    }
}
