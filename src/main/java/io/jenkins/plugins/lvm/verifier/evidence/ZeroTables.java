package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.WeightHealth;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.OverlaidWeights;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tables of positions that are zero in the file, computed anew: nobody trains them. A. Vaswani et al., "Attention Is All You Need"
 * (2017), section 3.5.
 */
final class ZeroTables {
    private static final double WAVELENGTH = 10_000;

    private ZeroTables() {}

    /** For each table of positions that is all zero, by name, the weights with it computed. */
    static Map<String, Weights> recomputed(OpenCheckpoint subject) {
        Map<String, Weights> recomputed = new LinkedHashMap<>();
        for (Map.Entry<String, WeightHealth> entry : subject.health().entrySet()) {
            WeightHealth health = entry.getValue();
            if (health.zero() == health.weights() && entry.getKey().matches("(.*\\.)?pe")) {
                long[] shape = subject.weights().shape(entry.getKey());
                int width = (int) shape[shape.length - 1];
                recomputed.put(
                        entry.getKey(),
                        new OverlaidWeights(
                                subject.weights(),
                                Map.of(entry.getKey(), sines((int) (health.weights() / width), width))));
            }
        }
        return recomputed;
    }

    /** Row-major [positions, width]: sines at even components, cosines at odd ones. */
    private static float[] sines(int positions, int width) {
        float[] table = new float[positions * width];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < width; i++) {
                double angle = position * Math.exp(-Math.log(WAVELENGTH) * (i - i % 2) / width);
                table[position * width + i] = (float) (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
            }
        }
        return table;
    }
}
