package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.diagnosis.NarrownessFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.OverlaidWeights;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt.Share;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Tells whether all weights are numbers of a narrow type, and tries what another rounding to it would have made of them. */
final class Narrowness {
    private static final int TRIES = 3;
    /** Enough to tell a third of a gap that misses a gate; the three tries take a quarter of a verification of 60,000 sequences. */
    private static final int MOST_ROWS = 512;

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

    /** What is measured, with what the other roundings add on a sample of the rows. */
    private static List<Double> perturbed(Gathering from, Type type) {
        OpenCheckpoint subject = from.subject();
        Running running = from.running();
        RowExcerpt excerpt =
                RowExcerpt.of(from.data(), subject.split().rows(), MOST_ROWS, running.batchSize(), running.progress());
        double[] judging = from.seen()
                .pass()
                .scores(subject.selection().judging(), excerpt.rows(Share.ALL))
                .cosines();
        List<Double> values = new ArrayList<>();
        Random random = new Random(SEED);
        try (ComparedVectors compared = subject.compared(from.data().sequences(), running.device())) {
            for (int i = 0; i < TRIES; i++) {
                Map<String, float[]> moved = new HashMap<>();
                for (String name : subject.health().keySet()) {
                    moved.put(name, moved(subject.state().floats(name), type, random));
                }
                double[] cosines = excerpt.cosines(
                                List.of(subject.selection().judging()),
                                new OverlaidWeights(subject.weights(), moved),
                                running.device(),
                                running.batchSize(),
                                Share.ALL,
                                compared)[0];
                values.add(from.measured().actual().value()
                        + CosineStatistics.sampleMean(cosines)
                        - CosineStatistics.sampleMean(judging));
            }
        }
        return values;
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
