package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.diagnosis.NarrownessFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Run;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.OverlaidWeights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Tells whether all weights are numbers of a narrow type, and tries what another rounding to it would have made of them. */
final class Narrowness {
    private static final int TRIES = 3;
    private static final long SEED = 42;

    private Narrowness() {}

    /**
     * A narrow type by its digits.
     *
     * @param digits bits of the significand, the leading one included
     */
    private record Type(String name, int digits) {
        /** Whether the low bits of a float32 are zero. Numbers too small for float16 do not matter here. */
        boolean holds(float value) {
            return (Float.floatToRawIntBits(value) & (1 << (PRECISION - digits())) - 1) == 0;
        }
    }

    private static final List<Type> TYPES = List.of(new Type("bfloat16", 8), new Type("float16", 11));
    private static final int PRECISION = 24;

    static Optional<NarrownessFacts> gather(Gathering from) {
        if (!Reruns.isWanted(from)
                || from.measured().gap() == null
                || from.measured().gap() >= 0) {
            return Optional.empty();
        }
        OpenCheckpoint subject = from.subject();
        return TYPES.stream()
                .filter(type -> subject.health().keySet().stream()
                        .allMatch(name -> holds(type, subject.state().floats(name))))
                .findFirst()
                .map(type -> new NarrownessFacts(type.name(), perturbed(from, type)));
    }

    private static boolean holds(Type type, float[] values) {
        for (float value : values) {
            if (!type.holds(value)) {
                return false;
            }
        }
        return true;
    }

    private static List<Double> perturbed(Gathering from, Type type) {
        OpenCheckpoint subject = from.subject();
        List<Run> runs = new ArrayList<>();
        Random random = new Random(SEED);
        for (int i = 0; i < TRIES; i++) {
            Map<String, float[]> moved = new HashMap<>();
            for (String name : subject.health().keySet()) {
                moved.put(name, moved(subject.state().floats(name), type, random));
            }
            runs.add(new Run(
                    subject.selection().judging(),
                    new OverlaidWeights(subject.weights(), moved),
                    Contexts.AS_THEY_ARE));
        }
        return Reruns.runs(from).of(runs).stream()
                .map(scores -> scores.mean(subject.kind(), subject.batch()))
                .toList();
    }

    private static float[] moved(float[] values, Type type, Random random) {
        float[] moved = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            double digit = Math.scalb(1.0, Math.getExponent(values[i]) - type.digits() + 1);
            moved[i] = values[i] == 0 ? 0 : (float) (values[i] + digit * (random.nextDouble() - 0.5));
        }
        return moved;
    }
}
