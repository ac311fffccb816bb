package io.jenkins.plugins.lvm.verifier.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sizes of a model as its weights tell them, under the names that trainers record them by. */
public final class ArchitectureFacts {
    private static final Map<String, String> TYPES = Map.of(
            "attention-mixture", "amn",
            "additive-memory", "amn",
            "lstm-baseline", "lstm",
            "lstm-blocks", "lstm",
            "gru-stack", "gru",
            "transformer-decoder", "transformer",
            "hierarchical-gru", "hierarchical_gru",
            "memory-gru", "memory_gru");
    /** Which tensor's which axis is a size that the configuration names. */
    private static final Map<String, Map<String, Axis>> SIZES = Map.of(
            "attention-mixture", mixture(),
            "additive-memory", mixture(),
            "lstm-baseline", Map.of("hidden_dim", new Axis("lstm.weight_hh_l0", 1)),
            "lstm-head", Map.of("hidden_dim", new Axis("lstm.weight_hh_l0", 1)),
            "lstm-relu-head", Map.of("hidden_dim", new Axis("lstm.weight_hh_l0", 1)),
            "lstm-blocks", Map.of("d_model", new Axis("input_proj.weight", 0)),
            "gru-stack", Map.of("d_model", new Axis("input_proj.weight", 0)),
            "transformer-decoder", Map.of("d_model", new Axis("input_proj.weight", 0)),
            "transformer-encoder", Map.of("d_model", new Axis("input_proj.weight", 0)));

    private static final Pattern LAYER = Pattern.compile(
            "(?:base\\.)?(?:lstm\\.weight_ih_l|blocks\\.|transformer_decoder\\.layers\\.|transformer\\.layers\\.)(\\d{1,4})(?:\\..*)?");

    private ArchitectureFacts() {}

    private record Axis(String tensor, int axis) {}

    private static Map<String, Axis> mixture() {
        return Map.of(
                "d_model", new Axis("context_encoder.weight", 0), "hidden_dim", new Axis("residual_net.0.weight", 0));
    }

    /** Type and sizes. */
    public static Map<String, Object> of(Weights weights, final FittingDefinition judging) {
        final String name = judging.name().replaceFirst("\\[.*", "");
        final Map<String, Object> facts = new LinkedHashMap<>();
        if (TYPES.containsKey(name)) {
            facts.put("model_type", TYPES.get(name));
        }
        facts.put("input_dim", judging.inputDim());
        facts.put("output_dim", judging.vectorDim());
        SIZES.getOrDefault(name, Map.of()).forEach((key, axis) -> {
            final String tensor = (judging.residual() ? "base." : "") + axis.tensor();
            facts.put(key, weights.shape(tensor)[axis.axis()]);
        });
        final int layers = weights.names().stream()
                .map(LAYER::matcher)
                .filter(Matcher::matches)
                .mapToInt(match -> Integer.parseInt(match.group(1)) + 1)
                .max()
                .orElse(0);
        if (layers > 0) {
            facts.put("num_layers", layers);
        }
        return facts;
    }
}
