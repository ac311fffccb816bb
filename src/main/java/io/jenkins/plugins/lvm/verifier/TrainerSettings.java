package io.jenkins.plugins.lvm.verifier;

import java.util.List;
import java.util.Map;

/** Settings of a training run that weights do not show, from what the checkpoint records. */
final class TrainerSettings {
    private static final List<String> HEADS = List.of("nhead", "n_heads", "num_heads", "heads");

    private TrainerSettings() {}

    /** Number of attention heads, or null if it is not recorded. */
    static Integer heads(final Map<String, Object> modelConfig, final Map<String, Object> args) {
        for (final Map<String, Object> recorded : List.of(modelConfig, args)) {
            for (final String name : HEADS) {
                if (recorded.get(name) instanceof Number n && n.longValue() > 0 && n.longValue() < 1 << 16) {
                    return n.intValue();
                }
            }
        }
        return null;
    }

    /**
     * Scale of the positional component at validation, or null if it is not recorded: {@code positional_scalar} where it is above
     * 0, else {@code pos_scale}.
     */
    static Double positionalScale(final Map<String, Object> args) {
        if (args.get("positional_scalar") instanceof Number n && n.doubleValue() > 0 && finite(n)) {
            return n.doubleValue();
        }
        return args.get("pos_scale") instanceof Number n && finite(n) ? n.doubleValue() : null;
    }

    private static boolean finite(final Number number) {
        return Double.isFinite(number.doubleValue());
    }
}
