package io.jenkins.plugins.lvm.verifier.trainer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings of a training run that weights do not show, from what the checkpoint records. */
public final class TrainerSettings {
    private static final List<String> HEADS = List.of("nhead", "n_heads", "num_heads", "heads");
    private static final List<String> CHUNK_SIZE = List.of("chunk_size", "chunk_len", "chunk_length");
    private static final List<String> CHUNKS = List.of("num_chunks", "n_chunks");

    private static final List<String> DATA_FILES = List.of("data", "train_npz", "npz", "npz_path", "dataset_path");
    private static final List<String> VALIDATION_FILES = List.of("val_npz", "val_data", "val");

    private static final List<String> BATCH_LIMITS = List.of(
            "limit_val_batches",
            "max_val_batches",
            "val_batches",
            "max_eval_batches",
            "eval_batches",
            "eval_iters",
            "num_sanity_val_steps");

    private TrainerSettings() {}

    /**
     * How many of the first batches a trainer validates on, by the name of the setting; as Lightning has it, a fraction is that of all batches.
     * Empty where nothing is recorded that leaves any out.
     *
     * @param batches how many there are
     */
    @SafeVarargs
    public static Map<String, Integer> batchLimits(int batches, Map<String, Object>... recorded) {
        Map<String, Integer> limits = new TreeMap<>();
        for (Map<String, Object> settings : recorded) {
            for (String name : BATCH_LIMITS) {
                if (settings.get(name) instanceof Number number && finite(number)) {
                    boolean share = number instanceof Double && number.doubleValue() <= 1;
                    double first = share ? Math.floor(batches * number.doubleValue()) : number.doubleValue();
                    if (first >= 1 && first < batches && first == Math.rint(first)) {
                        limits.putIfAbsent(name, (int) first);
                    }
                }
            }
        }
        return limits;
    }

    /** Number of attention heads; null if it is not recorded. */
    public static @Nullable Integer heads(final Map<String, Object> modelConfig, final Map<String, Object> args) {
        return count(HEADS, modelConfig, args);
    }

    /**
     * Vectors in a chunk of a hierarchical model; null if it is not recorded.
     *
     * @param contextLength vectors in a context of the data, by which a recorded number of chunks tells their size; null if unknown
     */
    public static @Nullable Integer chunkSize(
            Map<String, Object> modelConfig, Map<String, Object> args, @Nullable Integer contextLength) {
        Integer size = count(CHUNK_SIZE, modelConfig, args);
        if (size != null || contextLength == null) {
            return size;
        }
        Integer chunks = count(CHUNKS, modelConfig, args);
        return chunks != null && contextLength % chunks == 0 ? Integer.valueOf(contextLength / chunks) : null;
    }

    /**
     * All finite numbers that a checkpoint records of its model and its trainer, by name; what the model's own configuration says counts
     * most.
     */
    @SafeVarargs
    public static Map<String, Double> numbers(Map<String, Object>... mostImportantFirst) {
        Map<String, Double> numbers = new HashMap<>();
        for (Map<String, Object> recorded : mostImportantFirst) {
            recorded.forEach((name, value) -> {
                if (value instanceof Number number && finite(number)) {
                    numbers.putIfAbsent(name, number.doubleValue());
                }
            });
        }
        return numbers;
    }

    /** The first whole number under one of these names that is a possible count. */
    private static @Nullable Integer count(
            List<String> names, Map<String, Object> modelConfig, Map<String, Object> args) {
        for (Map<String, Object> recorded : List.of(modelConfig, args)) {
            for (String name : names) {
                if (recorded.get(name) instanceof Number n && n.longValue() > 0 && n.longValue() < 1 << 16) {
                    return n.intValue();
                }
            }
        }
        return null;
    }

    /**
     * Scale of the positional component at validation; null if it is not recorded: {@code positional_scalar} where it is above
     * 0, else {@code pos_scale}.
     */
    public static @Nullable Double positionalScale(final Map<String, Object> args) {
        if (args.get("positional_scalar") instanceof Number n && n.doubleValue() > 0 && finite(n)) {
            return n.doubleValue();
        }
        return args.get("pos_scale") instanceof Number n && finite(n) ? n.doubleValue() : null;
    }

    /**
     * Scale of the positional component in training; null if it is not recorded: {@code positional_scalar}, which is 0 where
     * only {@code use_positional} is given, whatever validation uses.
     */
    public static @Nullable Double trainingScale(final Map<String, Object> args) {
        return args.get("positional_scalar") instanceof Number n && finite(n) ? n.doubleValue() : null;
    }

    /**
     * The file that the trainer validated on, as it was told; null if it is not recorded. Where a trainer validates on a file of its
     * own, the one that it trained on does not count.
     */
    public static @Nullable String dataPath(
            final Map<String, Object> args, final Map<String, Object> config, final SplitPlan split) {
        final boolean ownFile = split.method() == SplitPlan.Method.ALL;
        for (final String name : ownFile ? VALIDATION_FILES : DATA_FILES) {
            for (final Map<String, Object> recorded : List.of(args, config)) {
                if (recorded.get(name) instanceof String path && !path.isBlank()) {
                    return path;
                }
            }
        }
        return null;
    }

    /** SHA-256 of the data in hex; null if it is not recorded. */
    public static @Nullable String dataDigest(final Map<String, Object> config) {
        return config.get("dataset_sha256") instanceof String digest
                        && digest.matches("[0-9a-fA-F]{64}")
                        && !digest.matches("0+")
                ? digest
                : null;
    }

    private static boolean finite(final Number number) {
        return Double.isFinite(number.doubleValue());
    }
}
