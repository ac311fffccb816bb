package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds, among numbers that could have been measured instead, those that the claim is, and says what that is worth. */
public final class GapExplanation {
    /** Up to here something only near is worth mentioning. */
    private static final double NEAR = 1e-4;

    private final Gap gap;
    private final Trial measured;
    private final List<Trial> trials;
    private final MatchEvidence worth;
    /** Whether a model that reaches the claim is better than chance. */
    private final boolean claimIsSkilled;

    /**
     * Weighs what could have been measured instead.
     *
     * @param measured what was measured
     * @param trials what could have been measured instead
     */
    public GapExplanation(Gap gap, Trial measured, List<Trial> trials) {
        this(gap, measured, trials, true);
    }

    /** @param claimIsSkilled whether a model that reaches the claim is better than chance: its weights are good only then */
    GapExplanation(Gap gap, Trial measured, List<Trial> trials, boolean claimIsSkilled) {
        this.claimIsSkilled = claimIsSkilled;
        this.gap = gap;
        this.measured = measured;
        this.trials = List.copyOf(trials);
        this.worth = new MatchEvidence(gap, trials);
    }

    /**
     * The number for which most speaks, if that is decisive with all alternatives paid for, and only as a note what comes near. Empty
     * if there is no gap.
     */
    public List<Finding> findings() {
        if (!gap.isOpen() || trials.isEmpty()) {
            return List.of();
        }
        Optional<Trial> best = decisive();
        if (best.isPresent()) {
            return List.of(finding(best.get()));
        }
        return gap.isMetNearly() ? List.of() : near().map(this::nearly).stream().toList();
    }

    /** One change before several; then by weight of evidence; of equals the first one tried. */
    private Optional<Trial> decisive() {
        return trials.stream()
                .filter(worth::isDecisive)
                .min(Comparator.<Trial>comparingInt(trial -> trial.changed().size())
                        .thenComparing(
                                Comparator.comparingDouble(worth::statedBits).reversed()));
    }

    private Optional<Trial> near() {
        double window = gap.reproducible() ? Math.max(NEAR, gap.resolution().window()) : gap.tolerance();
        return trials.stream()
                .filter(trial ->
                        worth.distance(trial) <= (trial.changed().equals(Set.of(Factor.FORWARD)) ? window : NEAR))
                .max(Comparator.comparingDouble(worth::statedBits));
    }

    private Finding finding(Trial trial) {
        Factor main = mainFactor(trial);
        return Causes.finding(
                main.cause(),
                severity(main),
                title(trial, main),
                (claimIsSkilled && worth.provesWeights(trial) ? "The weights are good; " : "")
                        + explanation(trial, main),
                evidence(trial),
                gap.explainedBy(trial.value()));
    }

    private Finding nearly(Trial trial) {
        double distance = worth.distance(trial);
        return Causes.finding(
                mainFactor(trial).cause(),
                Severity.INFO,
                "A number that could have been measured instead comes near the claim",
                String.format(
                        Locale.ROOT,
                        "%s gives %.6f, and fits the claim of %s within %.1g, as %.2g of %d numbers would by chance. That proves"
                                + " nothing by itself; measured was %s.",
                        what(trial),
                        trial.value(),
                        number(gap.claim()),
                        distance,
                        worth.chanceHits(distance),
                        trials.size(),
                        number(measured.value())),
                evidence(trial),
                null);
    }

    private Map<String, Object> evidence(Trial trial) {
        Map<String, Object> evidence = trial.evidence();
        evidence.put("claim", gap.claim());
        evidence.put("measured", measured.evidence());
        evidence.put("distance", worth.distance(trial));
        evidence.put("tolerance", gap.resolution().window());
        evidence.put("alternativesTried", trials.size());
        evidence.put("expectedByChance", worth.chanceHits(gap.resolution().window()));
        // A distance near float32's noise moves them by some thousandths from run to run: a tenth is what they are good
        // for.
        evidence.put("bits", worth.statedBits(trial));
        evidence.put(
                "changed", trial.changed().stream().sorted().map(Factor::name).toList());
        return evidence;
    }

    /** Of several changed factors the one that comes nearest to the claim when it alone is changed. */
    private Factor mainFactor(Trial trial) {
        return EnumSet.copyOf(trial.changed()).stream()
                .min(Comparator.comparingDouble(factor -> trials.stream()
                        .filter(other -> other.changed().equals(Set.of(factor))
                                && other.describe(factor).equals(trial.describe(factor)))
                        .mapToDouble(worth::distance)
                        .min()
                        .orElse(Double.MAX_VALUE)))
                .orElseThrow();
    }

    private static Severity severity(Factor factor) {
        return switch (factor) {
            case FORWARD, SHIFT -> Severity.ERROR;
            case SPLIT, POSITIONAL, TRAINING_SCALE, KIND, SUBSET, LIMIT -> Severity.WARNING;
            case STATISTIC, RANKS -> Severity.INFO;
        };
    }

    private static String title(Trial trial, Factor main) {
        if (trial.changed().size() > 1) {
            return what(trial) + (trial.isSearched() ? " fits the claim" : " reproduces the claim");
        }
        return switch (main) {
            case FORWARD -> "Another forward definition reproduces the claim";
            case SPLIT -> "The claim was measured on other rows";
            case POSITIONAL -> "Another positional scale fits the claim";
            case TRAINING_SCALE -> "The positional scale of training reproduces the claim";
            case STATISTIC -> "The claim is another kind of mean";
            case KIND -> "The claim is another quantity";
            case SUBSET -> "The first batches alone fit the claim";
            case LIMIT -> "The claim was taken on the first batches only";
            case RANKS -> "The claim is a mean over several ranks";
            case SHIFT -> "Targets stand beside their contexts";
        };
    }

    private static String what(Trial trial) {
        return trial.changed().stream().sorted().map(trial::describe).collect(Collectors.joining(" with "));
    }

    private String explanation(Trial trial, Factor main) {
        String claim = number(gap.claim());
        String instead = number(measured.value());
        String by = trial.changed().size() > 1
                ? claim + (trial.isSearched() ? " fits " : " is reproduced by ") + what(trial)
                        + ". No single change does that. Measured was " + instead
                        + " (" + measured.forward() + ", " + measured.split() + ", " + measured.statistic() + ")."
                : switch (main) {
                    case FORWARD ->
                        claim + " is reproduced by " + trial.forward() + "; " + measured.forward()
                                + ", which loads the same weights without complaint, gives " + instead + ".";
                    case SPLIT ->
                        claim + " is reproduced on the split " + trial.split() + ". The split " + measured.split()
                                + " gives " + instead + ".";
                    case POSITIONAL, TRAINING_SCALE ->
                        claim + (trial.isSearched() ? " fits" : " is reproduced with") + " positional scale "
                                + trial.scale() + ". Scale " + measured.scale() + ", which was used, gives " + instead
                                + ".";
                    case STATISTIC ->
                        claim + " is reproduced by the " + trial.statistic() + " of the same rows. The "
                                + measured.statistic() + ", which this trainer claims, is " + instead + ".";
                    case SHIFT ->
                        claim + " is reproduced where each prediction is held against " + trial.statistic()
                                + ". Its own target gives " + instead
                                + ". Contexts and targets have been moved against each other.";
                    case SUBSET ->
                        claim + " fits " + trial.statistic()
                                + ", on the same rows and with the same predictions. The " + measured.statistic()
                                + ", which this trainer claims, is " + instead + ".";
                    case KIND, LIMIT, RANKS ->
                        "The claim of " + claim + " is " + trial.statistic()
                                + ", on the same rows and with the same predictions. The " + measured.statistic()
                                + ", which this trainer claims, is " + instead + ".";
                };
        return by
                + (trial.isSearched()
                        ? " That is likely, not proven: what was searched for, and is recorded nowhere, is never exact."
                        : "")
                + String.format(
                        Locale.ROOT,
                        " It is one of %d numbers tried; by chance alone %.2g of them would come so near.",
                        trials.size(),
                        worth.chanceHits(
                                Math.max(worth.distance(trial), gap.resolution().window())));
    }
}
