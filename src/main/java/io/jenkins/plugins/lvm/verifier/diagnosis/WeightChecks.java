package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/** Looks at the weights themselves: tensors that are zero, exploded, not finite, or as their layer was initialised. */
public final class WeightChecks {
    /** No trained layer has values of this size. */
    private static final double EXPLODED_LARGEST = 1e4;

    private static final double EXPLODED_TYPICAL = 100;
    /** A uniform distribution shows itself from this many values on. */
    private static final int ENOUGH = 256;
    /** By how much the deviation of an initial matrix may miss that of its uniform distribution. */
    private static final double LIKE_UNIFORM = 0.05;

    private WeightChecks() {}

    /** Whether a tensor holds NaN or infinity. */
    static boolean areNotFinite(List<TensorFacts> tensors) {
        return tensors.stream().anyMatch(tensor -> tensor.nonFinite() > 0);
    }

    /** All that the weights tell. */
    static List<Finding> findings(Facts facts, WeightFacts weights) {
        List<Finding> findings = new ArrayList<>();
        nonFinite(weights.tensors(), facts.measured().actual().nonFinite()).ifPresent(findings::add);
        boolean suspect = !facts.isExplained()
                && (facts.isWorthless()
                        || facts.isUndecided()
                        || (facts.gap() != null && facts.gap().fallsShort())
                        || facts.fallsShort());
        dead(weights.used(), suspect).ifPresent(findings::add);
        return findings;
    }

    /**
     * Tensors that hold NaN or infinity.
     *
     * @param predictions share of the predictions that are not finite
     */
    public static Optional<Finding> nonFinite(final List<TensorFacts> tensors, final double predictions) {
        final List<String> names = names(tensors, tensor -> tensor.nonFinite() > 0);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Causes.finding(
                Cause.NON_FINITE,
                Severity.ERROR,
                "Weights are not finite",
                "NaN or infinity stands in " + Causes.some(names) + ": training diverged, or the file was damaged. "
                        + Causes.percent(predictions) + " of the predictions are not finite.",
                Map.of("tensors", Causes.names(names), "nonFiniteShare", predictions),
                null));
    }

    /**
     * Tensors that are zero, cannot be the result of training, or look as before it. Short training leaves recurrent matrices as they were, so that
     * the latter is an error only where it holds for most weights.
     *
     * @param suspectUntrained whether the model falls short and no other cause is known: only then does it mean anything that a
     *     matrix looks as it was initialised
     */
    static Optional<Finding> dead(List<TensorFacts> tensors, boolean suspectUntrained) {
        final List<String> zero = names(tensors, tensor -> tensor.isMatrix() && tensor.zero() == tensor.count());
        final List<String> exploded = names(
                tensors, tensor -> tensor.largest() > EXPLODED_LARGEST || tensor.rootMeanSquare() > EXPLODED_TYPICAL);
        final List<String> untrained = suspectUntrained ? names(tensors, WeightChecks::looksInitial) : List.of();
        if (zero.isEmpty() && exploded.isEmpty() && untrained.isEmpty()) {
            return Optional.empty();
        }
        final List<String> sentences = new ArrayList<>();
        final Map<String, Object> evidence = new LinkedHashMap<>();
        add("All zero", "zero", zero, sentences, evidence);
        add("Exploded", "exploded", exploded, sentences, evidence);
        add(
                "Just as their layers are initialised, as what was never trained or not loaded, or what training has hardly moved",
                "untrained",
                untrained,
                sentences,
                evidence);
        final boolean mostlyUntrained = 2 * size(tensors, WeightChecks::looksInitial) > size(tensors, tensor -> true);
        boolean mostlyZero = 2 * size(tensors, tensor -> zero.contains(tensor.name())) > size(tensors, tensor -> true);
        boolean harmless = exploded.isEmpty() && untrained.isEmpty() && !suspectUntrained && !mostlyZero;
        if (harmless) {
            sentences.add(
                    "A layer that is frozen at zero, or was never used, looks so, and the model does without it.");
        }
        boolean severe = !zero.isEmpty() || !exploded.isEmpty() || mostlyUntrained;
        return Optional.of(Causes.finding(
                Cause.DEAD_WEIGHTS,
                harmless ? Severity.INFO : severe ? Severity.ERROR : Severity.WARNING,
                title(zero, exploded),
                String.join(" ", sentences),
                evidence,
                null));
    }

    /** Training can leave a layer at zero where it is frozen, but does not end with values beyond all measure. */
    private static String title(List<String> zero, List<String> exploded) {
        if (!exploded.isEmpty()) {
            return "Weights cannot be the result of training";
        }
        return zero.isEmpty() ? "Weights look as they were initialised" : "Weights are all zero";
    }

    private static void add(
            final String what,
            final String key,
            final List<String> names,
            final List<String> sentences,
            final Map<String, Object> evidence) {
        if (!names.isEmpty()) {
            sentences.add(what + ": " + Causes.some(names) + ".");
            evidence.put(key, Causes.names(names));
        }
    }

    /** Layers start uniform between two bounds that their shape gives; the first steps of training lead beyond. */
    private static boolean looksInitial(final TensorFacts tensor) {
        if (tensor.shape().size() != 2 || !tensor.isMatrix() || tensor.count() < ENOUGH) {
            return false;
        }
        final double rows = tensor.shape().get(0);
        final double columns = tensor.shape().get(1);
        return DoubleStream.of(
                        1 / Math.sqrt(columns), // linear layers
                        1 / Math.sqrt(rows / 4), // LSTM: four gates of the hidden size
                        1 / Math.sqrt(rows / 3), // GRU: three
                        Math.sqrt(6 / (rows + columns))) // attention
                .anyMatch(bound -> tensor.largest() <= bound * (1 + 1e-6)
                        && tensor.largest() >= bound * (1 - 20.0 / tensor.count())
                        && Math.abs(tensor.deviation() * Math.sqrt(3) / bound - 1) < LIKE_UNIFORM);
    }

    private static long size(final List<TensorFacts> tensors, final Predicate<TensorFacts> wanted) {
        return tensors.stream().filter(wanted).mapToLong(TensorFacts::count).sum();
    }

    private static List<String> names(final List<TensorFacts> tensors, final Predicate<TensorFacts> wanted) {
        return tensors.stream().filter(wanted).map(TensorFacts::name).toList();
    }
}
