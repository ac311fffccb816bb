package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows.Canary;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.Precision;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds a measurement against its rows {@linkplain RowsAgain computed again}, and throws if they are not what was measured; and against
 * a planted defect, which has to be found, so that a check that finds nothing is found, too.
 */
public final class SelfChecker {
    /** Relative difference of float32 sums in another order, of some thousand terms through some layers, with a margin of ten. */
    private static final double FLOAT32 = 1e-4;
    /** Cards and their libraries choose other algorithms for other sizes. */
    private static final double FLOAT32_OF_A_CARD = 2e-3;
    /** How much more than by one last bit of its inputs and weights a prediction may differ. */
    private static final double LAST_BITS = 256;

    private static final float LARGE_WEIGHT = 1e6f;

    private final FittingDefinition definition;
    private final Weights weights;
    private final int length;
    private final TorchDevice device;
    private final TorchDevice cpu;
    private final double tolerance;

    /**
     * A check of one measurement.
     *
     * @param definition that was measured
     * @param weights it was measured with, to be read again
     * @param length vectors in a context
     * @param device it was measured on
     * @param cpu where float64 is computed
     */
    public SelfChecker(FittingDefinition definition, Weights weights, int length, TorchDevice device, TorchDevice cpu) {
        this.definition = definition;
        this.weights = weights;
        this.length = length;
        this.device = device;
        this.cpu = cpu;
        this.tolerance = device.isCpu() ? FLOAT32 : FLOAT32_OF_A_CARD;
    }

    /**
     * Checks rows of the measurement.
     *
     * @throws VerifierException if one is not what was measured, or the planted defect is not found
     */
    public SelfCheck check(List<Canary> rows) {
        try (RowsAgain again = new RowsAgain(definition, weights, length, device, null)) {
            again.add(rows);
            return check(again);
        }
    }

    /** @param computed has computed the rows that were kept, or will */
    SelfCheck check(RowsAgain computed) {
        long started = System.nanoTime();
        RowsAgain.Found again = computed.found();
        List<Check> checks = new ArrayList<>();
        checks.add(held(
                Kind.REARRANGED,
                again.rows(),
                again.predictions(),
                device.isCpu() ? "in another batch size, order and thread count" : "in another batch size and order"));
        if (!again.independentRows().isEmpty()) {
            checks.add(held(
                    Kind.INDEPENDENT,
                    again.independentRows(),
                    again.independentPredictions(),
                    "in float64 by an implementation in plain Java"));
        }
        planted(again.rows(), again.predictions()).ifPresent(checks::add);
        return new SelfCheck(checks, (System.nanoTime() - started) / 1e9);
    }

    /** The check, where all rows hold. */
    private Check held(Kind kind, List<Canary> rows, float[][] again, String what) {
        double allowed = tolerance;
        for (Beyond beyond : beyond(rows, again)) {
            Canary row = rows.get(beyond.index());
            double own = tolerance(row.context());
            Double difference = beyond.difference();
            if (difference == null || difference > own) {
                throw failed("Row " + row.place() + " of the pass, computed again " + what + ", "
                        + (difference == null
                                ? "is not finite"
                                : String.format(Locale.ROOT, "differs by %.1e", difference))
                        + " where a difference of " + String.format(Locale.ROOT, "%.1e", own)
                        + " is in order, so " + definition.name() + " on " + device.used()
                        + " was not computed rightly, and there is no verdict.");
            }
            allowed = Math.max(allowed, own);
        }
        Double largest = null;
        for (int i = 0; i < again.length; i++) {
            Double difference = difference(rows.get(i).prediction(), again[i]);
            if (difference != null) {
                largest = largest == null ? difference : Double.valueOf(Math.max(largest, difference));
            }
        }
        return new Check(kind, again.length, largest, allowed, what);
    }

    /**
     * A row that is not what was measured, at first sight.
     *
     * @param difference null where one of both is not finite
     */
    private record Beyond(int index, @Nullable Double difference) {}

    private List<Beyond> beyond(List<Canary> rows, float[][] again) {
        List<Beyond> found = new ArrayList<>();
        for (int i = 0; i < again.length; i++) {
            float[] measured = rows.get(i).prediction();
            Double difference = difference(measured, again[i]);
            boolean explained = difference == null
                    ? isFinite(measured) == isFinite(again[i]) || mayOverflow()
                    : difference <= tolerance;
            if (!explained) {
                found.add(new Beyond(i, difference));
            }
        }
        return found;
    }

    /** Whether sums can be beyond float32 in one order and not in another. */
    private boolean mayOverflow() {
        for (String name : weights.names()) {
            for (float value : weights.floats(name)) {
                if (!(Math.abs(value) < LARGE_WEIGHT)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What a prediction may differ by, where that is much. */
    double tolerance() {
        return tolerance;
    }

    /** What this prediction may differ by: one that hangs on the last bits can be told by none. That is rare, so this may take its time. */
    double tolerance(float[] context) {
        return Math.max(tolerance, LAST_BITS * sensitivity(context));
    }

    /** Relative difference of the prediction from one whose context and weights differ in their last bits, both in float64. */
    private double sensitivity(float[] context) {
        float[] exact = inFloat64(weights, context);
        float[] other = inFloat64(new LastBits(weights, 1), LastBits.of(context.clone(), 2));
        Double difference = difference(exact, other);
        return difference == null ? Double.MAX_VALUE / LAST_BITS : difference;
    }

    private float[] inFloat64(Weights used, float[] context) {
        // A graph is computed in float32 only, whose own rounding is then seen as well.
        Precision precision = definition.isGraph() ? Precision.FLOAT32 : Precision.FLOAT64;
        try (ForwardPass forward = new ForwardPass(List.of(definition), used, cpu, precision)) {
            return forward.predict(FloatBuffer.wrap(context), 1, length)[0];
        }
    }

    /** Of the first row that can be held against another one: one that overflowed is explained by itself, and shows nothing. */
    private Optional<Check> planted(List<Canary> rows, float[][] again) {
        return IntStream.range(0, again.length)
                .filter(row -> isFinite(rows.get(row).prediction()))
                .boxed()
                .findFirst()
                .flatMap(row -> new PlantedExchange(row, again, tolerance)
                        .check(other -> !beyond(rows.subList(row, row + 1), new float[][] {other})
                                .isEmpty()));
    }

    /** Relative difference of two predictions; null if one of them is not finite. */
    static @Nullable Double difference(float[] first, float[] second) {
        double squares = 0;
        double norm = 0;
        double otherNorm = 0;
        for (int i = 0; i < first.length; i++) {
            double difference = (double) first[i] - second[i];
            squares += difference * difference;
            norm += (double) first[i] * first[i];
            otherNorm += (double) second[i] * second[i];
        }
        if (!Double.isFinite(squares) || !Double.isFinite(norm) || !Double.isFinite(otherNorm)) {
            return null;
        }
        return squares == 0 ? 0 : Math.sqrt(squares / Math.max(norm, otherNorm));
    }

    static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    static VerifierException failed(String message) {
        return new VerifierException(Reason.SELF_CHECK, message);
    }
}
