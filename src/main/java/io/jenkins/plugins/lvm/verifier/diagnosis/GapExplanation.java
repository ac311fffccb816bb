package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds, among numbers that could have been measured instead, those that reproduce the claim. */
public final class GapExplanation {
    private final Gap gap;
    private final Trial measured;
    private final List<Trial> trials;

    /**
     * @param measured what was measured
     * @param trials what could have been measured instead
     */
    public GapExplanation(final Gap gap, final Trial measured, final List<Trial> trials) {
        this.gap = gap;
        this.measured = measured;
        this.trials = List.copyOf(trials);
    }

    /**
     * What explains the gap: for each factor that does so alone the nearest number; else the nearest one with two factors changed;
     * else with more. Empty if there is no gap or nothing reproduces the claim.
     */
    public List<Finding> findings() {
        return best().stream().map(this::finding).toList();
    }

    /** The trial of another split that reproduces the claim, alone or with other changes. */
    public Optional<Trial> split() {
        return best().stream()
                .filter(trial -> trial.changed().contains(Factor.SPLIT))
                .findFirst();
    }

    private List<Trial> best() {
        if (!gap.isOpen()) {
            return List.of();
        }
        final List<Trial> single = new ArrayList<>();
        for (final Factor factor : Factor.values()) {
            nearest(trials.stream().filter(trial -> trial.changed().equals(Set.of(factor))))
                    .ifPresent(single::add);
        }
        if (!single.isEmpty()) {
            return single;
        }
        for (int factors = 2; factors <= Factor.values().length; factors++) {
            final int count = factors;
            final Optional<Trial> combined =
                    nearest(trials.stream().filter(trial -> trial.changed().size() == count));
            if (combined.isPresent()) {
                return List.of(combined.get());
            }
        }
        return List.of();
    }

    private Optional<Trial> nearest(final Stream<Trial> candidates) {
        return candidates
                .filter(trial -> trial.reproduces(gap))
                .min(Comparator.comparingDouble(trial -> Math.abs(trial.value() - gap.claim())));
    }

    private Finding finding(final Trial trial) {
        final Factor main = mainFactor(trial);
        final Map<String, Object> evidence = trial.evidence();
        evidence.put("claim", gap.claim());
        evidence.put("measured", measured.evidence());
        evidence.put("tolerance", trial.tolerance(gap));
        evidence.put("alternativesTried", trials.size());
        evidence.put(
                "changed", trial.changed().stream().sorted().map(Factor::name).toList());
        return Causes.finding(
                main.cause(),
                severity(main),
                title(trial, main),
                explanation(trial, main),
                evidence,
                gap.explainedBy(trial.value()));
    }

    /** Of several changed factors the one that comes nearest to the claim when it alone is changed. */
    private Factor mainFactor(final Trial trial) {
        return EnumSet.copyOf(trial.changed()).stream()
                .min(Comparator.comparingDouble(factor -> trials.stream()
                        .filter(other -> other.changed().equals(Set.of(factor))
                                && other.describe(factor).equals(trial.describe(factor)))
                        .mapToDouble(other -> Math.abs(other.value() - gap.claim()))
                        .min()
                        .orElse(Double.MAX_VALUE)))
                .orElseThrow();
    }

    private Severity severity(final Factor factor) {
        return switch (factor) {
            case FORWARD -> Severity.ERROR;
            case SPLIT, POSITIONAL -> Severity.WARNING;
            case STATISTIC -> Severity.INFO;
        };
    }

    private static String title(final Trial trial, final Factor main) {
        if (trial.changed().size() > 1) {
            return trial.changed().stream().sorted().map(trial::describe).collect(Collectors.joining(" with "))
                    + " reproduces the claim";
        }
        return switch (main) {
            case FORWARD -> "Another forward definition reproduces the claim";
            case SPLIT -> "The claim was measured on other rows";
            case POSITIONAL -> "Another positional scale reproduces the claim";
            case STATISTIC -> "The claim is another kind of mean";
        };
    }

    private String explanation(final Trial trial, final Factor main) {
        final String claim = number(gap.claim());
        final String instead = number(measured.value());
        if (trial.changed().size() > 1) {
            return "The weights are good; "
                    + claim + " is reproduced by "
                    + trial.changed().stream().sorted().map(trial::describe).collect(Collectors.joining(" with "))
                    + ". No single change does that, of " + trials.size() + " alternatives tried. Measured was "
                    + instead
                    + " (" + measured.forward() + ", " + measured.split() + ", " + measured.statistic() + ").";
        }
        return switch (main) {
            case FORWARD ->
                "The weights are good; " + claim + " is reproduced by " + trial.forward() + "; " + measured.forward()
                        + ", which loads the same weights without complaint, gives " + instead + ".";
            case SPLIT ->
                "The weights are good; " + claim + " is reproduced on the split " + trial.split() + ". The split "
                        + measured.split() + " gives " + instead + ".";
            case POSITIONAL ->
                "The weights are good; " + claim + " is reproduced with positional scale " + trial.scale() + ". Scale "
                        + measured.scale() + ", which was used, gives " + instead + ".";
            case STATISTIC ->
                claim + " is reproduced by the " + trial.statistic() + " of the same rows. The " + measured.statistic()
                        + ", which this trainer claims, is " + instead + ".";
        };
    }
}
