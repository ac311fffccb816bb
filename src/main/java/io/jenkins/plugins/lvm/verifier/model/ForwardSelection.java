package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which forward definitions are run on a checkpoint, and what for.
 *
 * @param fitting names of all definitions that fit the weights
 * @param judging the one that judges the claim: asked for, else the trainer's
 * @param serving the one that the service uses; null when it is not named
 * @param others other fitting ones, run to see whether they disagree; when the serving one is named, only to compare predictions
 */
public record ForwardSelection(
        List<String> fitting,
        FittingDefinition judging,
        @Nullable FittingDefinition serving,
        List<FittingDefinition> others) {

    /**
     * Chooses by what fits the weights and what the request names.
     *
     * @throws VerifierException if nothing fits, or not what is asked for
     */
    public static ForwardSelection of(
            final VerificationRequest request, final Weights weights, final ModelHints hints) {
        try {
            return decide(request, weights, hints);
        } catch (final VerifierException e) {
            final String looksLike = KnownArchitectures.architecture(weights.names())
                    .map(name -> " They look like this: " + name + ".")
                    .orElse("");
            throw new VerifierException(e.reason(), e.getMessage() + looksLike, e.ownHint(), e);
        }
    }

    private static ForwardSelection decide(
            final VerificationRequest request, final Weights weights, final ModelHints hints) {
        final List<FittingDefinition> fitting = ForwardDefinitions.fitting(weights, hints);
        final FittingDefinition judging =
                request.forward() == null ? fitting.get(0) : pick(request.forward(), fitting, weights, hints);
        final FittingDefinition serving =
                request.servingForward() == null ? null : pick(request.servingForward(), fitting, weights, hints);
        final List<FittingDefinition> others = new ArrayList<>();
        if (serving == null || request.predictions() != null) {
            fitting.stream()
                    .filter(other -> !other.name().equals(judging.name()))
                    .filter(other -> serving == null || !other.name().equals(serving.name()))
                    .forEach(others::add);
        }
        return new ForwardSelection(
                fitting.stream().map(FittingDefinition::name).toList(), judging, serving, List.copyOf(others));
    }

    /** The fitting definition of this name, else one that the name makes, such as another head count. */
    private static FittingDefinition pick(
            final String name, final List<FittingDefinition> fitting, final Weights weights, final ModelHints hints) {
        return fitting.stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst()
                .orElseGet(() -> ForwardDefinitions.byName(name, weights, hints));
    }

    /** The judging definition and those run beside it that differ in nothing but a size that is not recorded; empty if it is recorded. */
    public List<FittingDefinition> openVariants() {
        return all().stream()
                .filter(definition -> definition.isVariantOf(judging))
                .toList();
    }

    /**
     * The same once it is known which variant was trained: that one judges, and the others are none of this model's functions. Other
     * definitions remain.
     *
     * @param trained a variant of the judging definition
     */
    public ForwardSelection settledOn(FittingDefinition trained) {
        return new ForwardSelection(
                fitting,
                trained,
                serving,
                others.stream().filter(other -> !other.isVariantOf(judging)).toList());
    }

    /** All that are run, the judging one first. */
    public List<FittingDefinition> all() {
        final List<FittingDefinition> all = new ArrayList<>();
        all.add(judging);
        if (serving != null && !serving.name().equals(judging.name())) {
            all.add(serving);
        }
        all.addAll(others);
        return all;
    }

    /** What gives the serving definition's scores: the judging one where they are the same; null when it is not named. */
    public @Nullable FittingDefinition servingRun() {
        return serving != null && serving.name().equals(judging.name()) ? judging : serving;
    }
}
