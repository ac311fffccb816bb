package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The registry of forward definitions. Among those that fit the same weights, the trainers' own comes first.
 *
 * <p>Names and shapes alone decide what fits. They leave two things open. The number of attention heads: where it is not recorded,
 * there is one variant each for the likeliest counts. And the scale of the positional component.
 */
public final class ForwardDefinitions {
    /** What the trainers use unless told otherwise. */
    private static final double DEFAULT_POSITIONAL_SCALE = 0.03;

    /** Likely head counts, likeliest first: every trainer's default is 8. */
    private static final int[] LIKELY_HEADS = {8, 4, 16, 2, 1};

    private static final int VARIANTS = 3;

    private static final Pattern VARIANT = Pattern.compile("(.+)\\[heads=(\\d{1,4})]");

    private static final List<ForwardDefinition> REGISTRY = List.of(
            new ForwardDefinition("attention-mixture", AttentionMixture::bind),
            new ForwardDefinition("additive-memory", AdditiveMemory::bind),
            new ForwardDefinition("lstm-baseline", LstmWithHead::baseline),
            new ForwardDefinition("lstm-head", LstmWithHead::head),
            new ForwardDefinition("lstm-relu-head", LstmWithHead::reluHead),
            new ForwardDefinition("lstm-blocks", ResidualRecurrentStack::lstmBlocks),
            new ForwardDefinition("gru-stack", ResidualRecurrentStack::gruStack),
            new ForwardDefinition("transformer-decoder", Transformer::decoder),
            new ForwardDefinition("transformer-encoder", Transformer::encoder),
            new ForwardDefinition("mlp", Mlp::bind),
            new ForwardDefinition("hierarchical-gru", HierarchicalGru::bind),
            new ForwardDefinition("memory-gru", MemoryGru::bind));

    private ForwardDefinitions() {}

    /** Names of all definitions. */
    public static List<String> names() {
        return REGISTRY.stream().map(ForwardDefinition::name).toList();
    }

    /**
     * The definitions that fit.
     *
     * @return at least one; the one that should judge the claim first
     * @throws VerifierException if none fits; it names what was seen
     */
    public static List<FittingDefinition> fitting(final Weights weights, final ModelHints hints) {
        final List<FittingDefinition> fitting = new ArrayList<>();
        final List<String> nearMisses = new ArrayList<>();
        for (final ForwardDefinition definition : REGISTRY) {
            try {
                fitting.addAll(variants(definition, weights, hints));
            } catch (Misfit e) {
                if (!e.otherArchitecture()) {
                    nearMisses.add(definition.name() + ": " + e.getMessage());
                }
            }
        }
        if (fitting.isEmpty()) {
            throw VerifierException.unreadable(
                    "no forward definition fits these weights"
                            + (hints.declaredType() == null
                                    ? ""
                                    : ", declared as " + Names.quoted(hints.declaredType()))
                            + ": they hold " + Names.some(weights.names())
                            + (nearMisses.isEmpty() ? "" : " (" + String.join("; ", nearMisses) + ")"),
                    "Known forward definitions: " + String.join(", ", names()) + ".");
        }
        return List.copyOf(fitting);
    }

    /**
     * The definition of a name, if it fits. A head count can be given with the name: {@code transformer-decoder[heads=4]}; without
     * one, the recorded count is used, else the likeliest.
     *
     * @throws VerifierException if there is no such definition, or if it does not fit; it says why
     */
    public static FittingDefinition byName(final String name, final Weights weights, final ModelHints hints) {
        final Matcher variant = VARIANT.matcher(name);
        final boolean headsGiven = variant.matches();
        final ForwardDefinition definition = known(name);
        try {
            if (!headsGiven) {
                return variants(definition, weights, hints).get(0);
            }
            return withHeads(definition, weights, hints, Integer.parseInt(variant.group(2)));
        } catch (Misfit e) {
            throw VerifierException.unreadable(
                    "the forward definition " + Names.quoted(name) + " does not fit these weights: " + e.getMessage(),
                    "Leave the forward definition out to have it chosen by the weights.");
        }
    }

    /**
     * Refuses the name of a definition that is none, whatever the weights.
     *
     * @throws VerifierException if there is no such definition
     */
    public static void requireKnown(final String name) {
        known(name);
    }

    private static ForwardDefinition known(final String name) {
        final Matcher variant = VARIANT.matcher(name);
        final String base = variant.matches() ? variant.group(1) : name;
        return REGISTRY.stream()
                .filter(entry -> entry.name().equals(base))
                .findFirst()
                .orElseThrow(() -> new VerifierException(
                        Reason.USAGE,
                        "there is no forward definition " + Names.quoted(name),
                        "Known forward definitions: " + String.join(", ", names()) + "."));
    }

    private static List<FittingDefinition> variants(
            final ForwardDefinition definition, final Weights weights, final ModelHints hints) throws Misfit {
        final Bound bound = bind(definition, weights, hints);
        final int width = bound.network.attentionWidth();
        if (width == 0) {
            return List.of(bound.fitting(definition.name(), hints, null, null));
        }
        final Integer recorded = hints.heads();
        if (recorded != null && recorded > 0 && width % recorded == 0) {
            return List.of(bound.fitting(definition.name(), hints, recorded, null));
        }
        final String note = recorded == null
                ? "the number of attention heads is not recorded"
                : "the recorded " + recorded + " attention heads do not divide the width " + width;
        return likelyHeads(width)
                .mapToObj(heads -> bound.fitting(variantName(definition, heads), hints, heads, note))
                .toList();
    }

    private static FittingDefinition withHeads(
            final ForwardDefinition definition, final Weights weights, final ModelHints hints, final int heads)
            throws Misfit {
        final Bound bound = bind(definition, weights, hints);
        final int width = bound.network.attentionWidth();
        if (width == 0) {
            throw Misfit.of("it has no attention heads");
        }
        if (heads < 1 || width % heads != 0) {
            throw Misfit.of(heads + " heads do not divide the width " + width);
        }
        return bound.fitting(variantName(definition, heads), hints, heads, null);
    }

    private static IntStream likelyHeads(final int width) {
        return IntStream.of(LIKELY_HEADS).filter(heads -> width % heads == 0).limit(VARIANTS);
    }

    private static String variantName(final ForwardDefinition definition, final int heads) {
        return String.format(Locale.ROOT, "%s[heads=%d]", definition.name(), heads);
    }

    private static Bound bind(final ForwardDefinition definition, final Weights weights, final ModelHints hints)
            throws Misfit {
        final boolean residual = weights.names().contains(ResidualNext.ALPHA);
        final ParameterBinder shapes = new ParameterBinder(weights, residual ? ResidualNext.BASE : "");
        final Network bare = definition.binder().bind(shapes);
        shapes.requireAllBound(residual ? Set.of(ResidualNext.ALPHA) : Set.of());
        final int in = bare.inputDim();
        final int out = bare.outputDim();
        if (in != out && in != out + 1) {
            throw Misfit.of("its input has " + in + " components and its prediction " + out
                    + "; they are equal, or the input has one more for the position");
        }
        if (hints.contextLength() != null && !bare.contextLengths().allow(hints.contextLength())) {
            throw Misfit.of("it takes contexts of " + bare.contextLengths() + " vectors, and the data has "
                    + hints.contextLength());
        }
        if (!residual) {
            return new Bound(bare, weights.names());
        }
        if (Arrays.stream(weights.shape(ResidualNext.ALPHA)).anyMatch(size -> size != 1)) {
            throw Misfit.of("'alpha' is not a single number");
        }
        return new Bound(new ResidualNext(bare, ResidualNext.ALPHA), weights.names());
    }

    private record Bound(Network network, Set<String> names) {

        FittingDefinition fitting(
                final String name, final ModelHints hints, final Integer heads, final String headsNote) {
            final List<String> notes = new ArrayList<>();
            if (headsNote != null) {
                notes.add(headsNote);
            }
            Double scale = null;
            if (network.inputDim() > network.outputDim()) {
                scale = hints.positionalScale();
                if (scale == null) {
                    scale = DEFAULT_POSITIONAL_SCALE;
                    notes.add("the scale of the positional component is not recorded; the trainers' default "
                            + DEFAULT_POSITIONAL_SCALE + " is used");
                }
                if (network instanceof ResidualNext) {
                    notes.add("the residual-next wrapper takes the last vector without its positional component");
                }
            }
            return new FittingDefinition(
                    name, heads == null ? network : network.withHeads(heads), heads, scale, names, notes);
        }
    }
}
