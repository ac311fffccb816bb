package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.model.GraphDefinitions.FittingGraph;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which forward definitions are run on a checkpoint, and what for.
 *
 * @param fitting names of all definitions that fit the weights
 * @param judging the one that judges the claim: asked for, else the trainer's
 * @param serving the one that the service uses; null when it is not named
 * @param loose what the service computes where it loads with {@code strict=False}; null where it does not, or nothing is left over
 * @param others other fitting ones, run to see whether they disagree; when the serving one is named, only to compare predictions
 * @param graph the ONNX graph that the user gives, which is among those that are run
 */
public record ForwardSelection(
        List<String> fitting,
        FittingDefinition judging,
        @Nullable FittingDefinition serving,
        @Nullable LooseFit loose,
        List<FittingDefinition> others,
        @Nullable FittingGraph graph) {

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
        final FittingGraph graph =
                request.forwardOnnx() == null ? null : GraphDefinitions.fitting(request, weights, hints);
        final List<FittingDefinition> fitting = new ArrayList<>();
        if (graph == null) {
            fitting.addAll(fitting(request, weights, hints));
        } else {
            fitting.add(graph.definition());
            if (hints.rows() == null) {
                fitting.addAll(ForwardDefinitions.anyFitting(weights, hints));
            }
        }
        final FittingDefinition judging =
                request.forward() == null ? fitting.get(0) : pick(request.forward(), graph, fitting, weights, hints);
        final LooseFit loose = loose(request, weights, hints);
        final FittingDefinition serving = request.servingForward() == null || loose != null
                ? null
                : pick(request.servingForward(), graph, fitting, weights, hints);
        final boolean all = request.servingForward() == null || request.predictions() != null;
        final List<FittingDefinition> others = fitting.stream()
                .filter(other -> all || (graph != null && other == graph.definition()))
                .filter(other -> !other.name().equals(judging.name()))
                .filter(other -> serving == null || !other.name().equals(serving.name()))
                .toList();
        return new ForwardSelection(
                fitting.stream().map(FittingDefinition::name).toList(), judging, serving, loose, others, graph);
    }

    /** Where all binds, loading loosely is loading strictly. */
    private static @Nullable LooseFit loose(VerificationRequest request, Weights weights, ModelHints hints) {
        if (!request.loose() || request.predictions() != null) {
            return null;
        }
        if (request.servingForward() == null) {
            throw new VerifierException(
                    VerifierException.Reason.USAGE,
                    "The setting loose says how a service loads, but not what it builds.",
                    "Name its forward definition: servingForward.");
        }
        try {
            ForwardDefinitions.byName(request.servingForward(), weights, hints);
            return null;
        } catch (VerifierException e) {
            return LooseFit.of(request.servingForward(), weights, hints);
        }
    }

    /** A definition that only services use can be asked for where none fits that trainers have. */
    private static List<FittingDefinition> fitting(VerificationRequest request, Weights weights, ModelHints hints) {
        try {
            return ForwardDefinitions.fitting(weights, hints);
        } catch (VerifierException e) {
            if (request.forward() == null) {
                throw e;
            }
            return List.of(ForwardDefinitions.byName(request.forward(), weights, hints));
        }
    }

    /** The ONNX graph, or the fitting definition of this name, else one that the name makes, such as another head count. */
    private static FittingDefinition pick(
            final String name,
            final @Nullable FittingGraph graph,
            final List<FittingDefinition> fitting,
            final Weights weights,
            final ModelHints hints) {
        if (graph != null
                && (name.equals(GraphDefinitions.NAME)
                        || name.equals(graph.definition().name()))) {
            return graph.definition();
        }
        if (hints.rows() != null) {
            throw new VerifierException(
                    VerifierException.Reason.USAGE,
                    "The data gives inputs that are not contexts of vectors, which only the ONNX graph reads, not '"
                            + PrintableText.of(name) + "'.",
                    "Leave forward and servingForward out, or name onnx.");
        }
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
                loose,
                others.stream().filter(other -> !other.isVariantOf(judging)).toList(),
                graph);
    }

    /**
     * The same once it is proven which function was trained: that one judges, other variants of it are none of this model's functions,
     * and other definitions remain to be compared.
     *
     * @param trained one of those that fit, or a variant
     */
    public ForwardSelection provenBy(FittingDefinition trained) {
        List<FittingDefinition> remaining = new ArrayList<>();
        if (!trained.name().equals(judging.name()) && !judging.isVariantOf(trained)) {
            remaining.add(judging);
        }
        others.stream()
                .filter(other -> !other.name().equals(trained.name()) && !other.isVariantOf(trained))
                .forEach(remaining::add);
        return new ForwardSelection(fitting, trained, serving, loose, List.copyOf(remaining), graph);
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
