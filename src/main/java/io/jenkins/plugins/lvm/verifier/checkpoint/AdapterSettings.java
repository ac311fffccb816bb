package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds in a checkpoint's metadata how much its low-rank adapters count. */
final class AdapterSettings {
    private static final List<String> ALPHA = List.of("lora_alpha", "loraAlpha");
    private static final String STABILISED = "use_rslora";
    /** Where settings are: outermost, in the trainer's arguments, or in a configuration with one of an adapter in it. */
    private static final int DEPTH = 3;

    private AdapterSettings() {}

    /** Settings under whatever configuration; the outermost and first counts. */
    static LowRankAdapters.Scale in(Map<String, Object> metadata) {
        Map<?, ?> holder = holder(metadata, DEPTH);
        if (holder == null) {
            return new LowRankAdapters.Scale(null, false);
        }
        return new LowRankAdapters.Scale(alpha(holder), Boolean.TRUE.equals(holder.get(STABILISED)));
    }

    private static @Nullable Map<?, ?> holder(Map<?, ?> settings, int depth) {
        if (alpha(settings) != null) {
            return settings;
        }
        if (depth > 1) {
            for (Object value : settings.values()) {
                Map<?, ?> inner = value instanceof Map<?, ?> map ? holder(map, depth - 1) : null;
                if (inner != null) {
                    return inner;
                }
            }
        }
        return null;
    }

    private static @Nullable Double alpha(Map<?, ?> settings) {
        for (String name : ALPHA) {
            if (settings.get(name) instanceof Number number && Double.isFinite(number.doubleValue())) {
                return number.doubleValue();
            }
        }
        return null;
    }
}
