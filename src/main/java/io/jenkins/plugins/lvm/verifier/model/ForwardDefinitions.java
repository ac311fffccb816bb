package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinition.Binder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The registry of forward definitions. Among those that fit the same weights, the trainers' own comes first; among those of similar
 * names, the more specific one.
 *
 * <p>Names and shapes alone decide what fits. They can leave two things open: an {@link OpenSize}, such as the number of attention
 * heads, and the scale of the positional component.
 */
public final class ForwardDefinitions {
    /** What the trainers use unless told otherwise. */
    private static final double DEFAULT_POSITIONAL_SCALE = 0.03;

    private static final Pattern VARIANT = Pattern.compile("(.+)\\[([a-z]+)=(\\d{1,4})]");

    private static final List<ForwardDefinition> REGISTRY = List.of(
            mixture("attention-mixture", AttentionMixture::bind),
            mixture("additive-memory", AdditiveMemory::bind),
            ForwardDefinition.named("hierarchical-gru", HierarchicalGru::bind)
                    .leavesOpen(OpenSize.CHUNK, 10)
                    .declaredAs("hierarchical_gru")
                    .looksLike("hierarchical-gru", "local_encoder\\.gru\\..*", "global_encoder\\.gru\\..*"),
            ForwardDefinition.named("memory-gru", MemoryGru::bind)
                    .declaredAs("memory_gru")
                    .looksLike("memory-gru", "gru\\..*", "memory\\.memory", "fusion\\..*"),
            ForwardDefinition.named("p7-transformer", AnchoredNetwork::transformer)
                    .leavesOpen(OpenSize.HEADS, 8)
                    .declaredAs("transformer")
                    .size("d_model", "input_proj.weight", 0)
                    .layers("transformer.layers.")
                    .looksLike("P7 ranker", "pos_encoder", "anchor_lambda(_logit)?"),
            ForwardDefinition.named("p7-lstm", AnchoredNetwork::lstm)
                    .declaredAs("lstm")
                    .looksLike("P7 ranker", "lstm\\..*", "anchor_lambda(_logit)?"),
            ForwardDefinition.named("p8-transformer", ContextMixture::transformer)
                    .leavesOpen(OpenSize.HEADS, 8)
                    .looksLike("P8 constrained model", "pos_encoder", "context_attention\\.\\d+\\..*"),
            ForwardDefinition.named("p8-lstm", ContextMixture::lstm)
                    .looksLike("P8 constrained model", "lstm\\..*", "context_attention\\.\\d+\\..*"),
            ForwardDefinition.named("p8-pilot", ContextMixture::flattened)
                    .looksLike("P8 pilot (TinyP8Mixture)", "enc\\.\\d+\\..*", "attn\\.weight"),
            ForwardDefinition.named("graphmert", Encoders::graphMert)
                    .leavesOpen(OpenSize.HEADS, 8)
                    .looksLike("GraphMERT-LVM", "decay_mask\\.threshold", "output_head\\..*"),
            ForwardDefinition.named("latent-lstm", Recurrents::latentLstm)
                    .looksLike("latent LSTM", "input_proj\\..*", "lstm\\..*", "output_head\\.weight"),
            ForwardDefinition.named("lstm-baseline", LstmWithHead::baseline)
                    .declaredAs("lstm")
                    .size("hidden_dim", "lstm.weight_hh_l0", 1)
                    .layers("lstm.weight_ih_l")
                    .looksLike("lstm-baseline", "lstm\\..*", "output_proj\\.weight"),
            ForwardDefinition.named("lstm-head", LstmWithHead::head)
                    .size("hidden_dim", "lstm.weight_hh_l0", 1)
                    .layers("lstm.weight_ih_l")
                    .looksLike("LSTM with a head (train_lstm_baseline)", "lstm\\..*", "head\\..*"),
            ForwardDefinition.named("lstm-relu-head", LstmWithHead::reluHead)
                    .size("hidden_dim", "lstm.weight_hh_l0", 1)
                    .layers("lstm.weight_ih_l")
                    .looksLike("LSTM with a two-layer projection (train_lstm)", "lstm\\..*", "output_proj\\.\\d+\\..*"),
            ForwardDefinition.named("deeper-lstm", Recurrents::deeperLstm)
                    .layers("lstm.weight_ih_l")
                    .looksLike("deeper LSTM (train_deeper_lstm)", "lstm\\..*", "fc\\.weight"),
            ForwardDefinition.named("lstm-blocks", ResidualRecurrentStack::lstmBlocks)
                    .declaredAs("lstm")
                    .size("d_model", "input_proj.weight", 0)
                    .layers("blocks.")
                    .looksLike("lstm-blocks", "blocks\\.\\d+\\.lstm\\..*"),
            ForwardDefinition.named("gru-stack", ResidualRecurrentStack::gruStack)
                    .declaredAs("gru")
                    .size("d_model", "input_proj.weight", 0)
                    .layers("blocks.")
                    .looksLike("gru-stack", "blocks\\.\\d+\\.gru\\..*"),
            ForwardDefinition.named("mamba2-fallback", Recurrents::mambaFallback)
                    .size("d_model", "input_proj.weight", 0)
                    .layers("blocks.")
                    .looksLike("mamba model (GRU fallback)", "blocks\\.\\d+\\.mamba\\.weight_ih_l0"),
            ForwardDefinition.named("mamba2", Mamba2::predictor)
                    .size("d_model", "input_proj.weight", 0)
                    .layers("blocks.")
                    .looksLike("mamba model (mamba-ssm)", "blocks\\.\\d+\\.mamba\\.A_log"),
            ForwardDefinition.named("transformer-decoder", Transformer::bind)
                    .leavesOpen(OpenSize.HEADS, 8)
                    .declaredAs("transformer")
                    .size("d_model", "input_proj.weight", 0)
                    .layers("transformer_decoder.layers.")
                    .looksLike("transformer-decoder", "transformer_decoder\\.layers\\..*"),
            ForwardDefinition.named("transformer-encoder", Encoders::simple)
                    .leavesOpen(OpenSize.HEADS, 8)
                    .size("d_model", "input_proj.weight", 0)
                    .layers("transformer.layers.")
                    .looksLike("simple transformer encoder", "transformer\\.layers\\..*", "head\\..*"),
            ForwardDefinition.named("bare-encoder", Encoders::bare)
                    .leavesOpen(OpenSize.HEADS, 8)
                    .looksLike(
                            "transformer encoder of the pipeline test (SimpleLVM)",
                            "pos_encoder",
                            "transformer\\.layers\\..*",
                            "output_proj\\.weight"),
            ForwardDefinition.named("mamba-hybrid", Mamba::hybrid)
                    .leavesOpen(OpenSize.HEADS, 4)
                    .declaredAs("mamba_hybrid_local")
                    .looksLike(
                            "mamba model with local attention",
                            "layers\\.\\d+\\.A_log",
                            "layers\\.\\d+\\.qkv\\.weight"),
            ForwardDefinition.named("mamba", Mamba::plain).looksLike("mamba model", "layers\\.\\d+\\.A_log"),
            ForwardDefinition.named("mamba-sandwich", Mamba::sandwich)
                    .leavesOpen(OpenSize.HEADS, 4)
                    .declaredAs("mamba_sandwich")
                    .looksLike("mamba sandwich", "trunk_layers\\.\\d+\\.A_log"),
            ForwardDefinition.named("mamba-gated", Mamba::gated)
                    .declaredAs("mamba_gr")
                    .looksLike("mamba model with gated recurrence", "mamba_layers\\.\\d+\\.A_log"),
            ForwardDefinition.named("custom-gru", CustomModels::gru)
                    .looksLike("custom GRU", "adapter\\..*", "gru\\..*"),
            ForwardDefinition.named("custom-rwkv", CustomModels::rwkv)
                    .looksLike("custom RWKV", "adapter\\..*", "rnn\\..*"),
            ForwardDefinition.named("custom-retnet", CustomModels::retNet)
                    .looksLike("custom RetNet", "adapter\\..*", "layers\\.\\d+\\.qkv\\..*"),
            ForwardDefinition.named("custom-hyena", CustomModels::hyena)
                    .looksLike("custom Hyena", "adapter\\..*", "layers\\.\\d+\\.filters"),
            ForwardDefinition.named("custom-encoder", CustomModels::encoder)
                    .leavesOpen(OpenSize.HEADS, 8)
                    .looksLike("custom DistilGPT2", "adapter\\..*", "transformer\\.layers\\..*"),
            ForwardDefinition.named("custom-performer", CustomModels::performer)
                    .leavesOpen(OpenSize.HEADS, 8)
                    .looksLike("custom Performer", "adapter\\..*", "attention\\.in_proj_weight"),
            ForwardDefinition.named("custom-hybrid", CustomModels::recurrentAttention)
                    .leavesOpen(OpenSize.HEADS, 4)
                    .looksLike("custom hybrid of GRU and attention", "adapter\\..*", "mamba\\..*", "attn\\..*"),
            ForwardDefinition.named("custom-s4", CustomModels::linearRecurrence)
                    .looksLike("custom S4", "adapter\\..*", "A", "B", "C"),
            ForwardDefinition.named("custom-linformer", CustomModels::flattened)
                    .looksLike("custom Linformer", "adapter\\..*", "proj\\.weight"),
            ForwardDefinition.named("mlp", Mlp::bind).looksLike("simple MLP", "network\\.\\d+\\..*"),
            ForwardDefinition.named("alignment-head", AlignmentHead::bind)
                    .looksLike("alignment head", "net\\.\\d+\\..*"),
            ForwardDefinition.named("pooled-gru", Towers::pooledGru)
                    .size("hidden_dim", "gru.weight_hh_l0", 1)
                    .layers("gru.weight_ih_l")
                    .looksLike("query tower (GRU in both directions)", "gru\\..*_reverse", "proj\\.weight"),
            ForwardDefinition.named("pooled-lstm", Towers::pooledLstm)
                    .size("hidden_dim", "lstm.weight_hh_l0", 1)
                    .layers("lstm.weight_ih_l")
                    .looksLike("query tower (LSTM in both directions)", "lstm\\..*_reverse", "proj\\.weight"),
            ForwardDefinition.named("placed-gru", Towers::placedGru)
                    .looksLike("query tower with a place (SATT)", "gru\\..*", "pos_proj\\.weight"),
            ForwardDefinition.named("mean-gru", Towers::meanGru)
                    .looksLike("query tower (mean of a GRU)", "gru\\..*", "ln\\.weight"),
            ForwardDefinition.named("payload-tower", Towers::payload).looksLike("payload tower", "mlp\\.\\d+\\..*"));

    private ForwardDefinitions() {}

    /** The two AMNs: their names are the same. */
    private static ForwardDefinition mixture(String name, Binder binder) {
        return ForwardDefinition.named(name, binder)
                .declaredAs("amn")
                .size("d_model", "context_encoder.weight", 0)
                .size("hidden_dim", "residual_net.0.weight", 0)
                .looksLike(
                        "attention-mixture or additive-memory network", "context_encoder\\..*", "query_encoder\\..*");
    }

    /** Names of all definitions. */
    public static List<String> names() {
        return REGISTRY.stream().map(ForwardDefinition::name).toList();
    }

    /** Names of all definitions, those that only a service uses included. */
    static List<String> allNames() {
        return all().map(ForwardDefinition::name).toList();
    }

    private static Stream<ForwardDefinition> all() {
        return Stream.concat(REGISTRY.stream(), DashboardModels.SERVING.stream());
    }

    /** A name without the size that it may carry. */
    static String baseName(String name) {
        Matcher variant = VARIANT.matcher(name);
        return variant.matches() ? variant.group(1) : name;
    }

    /** The table in {@code docs/models.md}, line by line. */
    static List<String> table() {
        return REGISTRY.stream().map(ForwardDefinition::tableRow).toList();
    }

    /** How people recognise the definitions, the more specific ones first. */
    static Stream<Architecture> architectures() {
        return REGISTRY.stream().map(ForwardDefinition::architecture);
    }

    /**
     * The definitions that fit.
     *
     * @return at least one; the one that should judge the claim first
     * @throws VerifierException if none fits; it names what was seen
     */
    public static List<FittingDefinition> fitting(Weights weights, ModelHints hints) {
        List<String> nearMisses = new ArrayList<>();
        List<FittingDefinition> fitting = fitting(weights, hints, nearMisses);
        if (fitting.isEmpty()) {
            throw VerifierException.unreadable(
                    "No forward definition fits these weights"
                            + (hints.declaredType() == null
                                    ? ""
                                    : ", which are declared as " + Names.quoted(hints.declaredType()))
                            + ". They hold " + Names.some(weights.names()) + "."
                            + (nearMisses.isEmpty() ? "" : " Nearest is " + String.join("; ", nearMisses) + "."),
                    "Export its forward pass once, as docs/onnx.md shows, and give the graph by forwardOnnx (--forward-onnx)."
                            + " The models that need none are in docs/models.md.");
        }
        return fitting;
    }

    /** The definitions that fit, as by {@link #fitting}; empty if none does. */
    public static List<FittingDefinition> anyFitting(Weights weights, ModelHints hints) {
        return fitting(weights, hints, new ArrayList<>());
    }

    private static List<FittingDefinition> fitting(Weights weights, ModelHints hints, List<String> nearMisses) {
        List<FittingDefinition> fitting = new ArrayList<>();
        for (ForwardDefinition definition : REGISTRY) {
            try {
                fitting.addAll(variants(definition, weights, hints));
            } catch (Misfit e) {
                if (!e.otherArchitecture()) {
                    nearMisses.add(definition.name() + ": " + e.getMessage());
                }
            }
        }
        addServing(fitting, weights, hints);
        return List.copyOf(fitting);
    }

    /** Beside one that was trained, functions of services that load strictly are run, too. */
    private static void addServing(List<FittingDefinition> fitting, Weights weights, ModelHints hints) {
        if (!fitting.isEmpty()) {
            try {
                ForwardDefinition decoder = DashboardModels.SERVING.get(0);
                ParameterBinder shapes = new ParameterBinder(weights, "", hints.settings());
                DashboardModels.decoderAsBuilt(shapes);
                fitting.addAll(variants(decoder, weights, hints));
            } catch (Misfit e) {
                // As for most weights.
            }
        }
    }

    /**
     * The definition of a name, if it fits. The size that it leaves open can be given with the name, as in {@code
     * transformer-decoder[heads=4]}; without one, the recorded size is used, else the likeliest.
     *
     * @throws VerifierException if there is no such definition, or if it does not fit; it says why
     */
    public static FittingDefinition byName(String name, Weights weights, ModelHints hints) {
        ForwardDefinition definition = known(name);
        Matcher variant = VARIANT.matcher(name);
        try {
            return variant.matches()
                    ? variant(definition, variant.group(2), Integer.parseInt(variant.group(3)), weights, hints)
                    : variants(definition, weights, hints).get(0);
        } catch (Misfit e) {
            throw VerifierException.unreadable(
                    "The forward definition " + Names.quoted(name) + " does not fit these weights: " + e.getMessage()
                            + ".",
                    "Leave the forward definition out to have it chosen by the weights.");
        }
    }

    /**
     * The variants of a definition, by all possible values of the size that it leaves open and that is not recorded.
     *
     * @return empty if it leaves none open
     */
    public static List<FittingDefinition> variantsOf(FittingDefinition one, Weights weights, ModelHints hints) {
        return one.isVariant() ? ofEverySize(one, weights, hints) : List.of();
    }

    /**
     * The definition with each possible value of the size that weights do not show, whether or not one is recorded.
     *
     * @return empty if weights show everything
     */
    public static List<FittingDefinition> ofEverySize(FittingDefinition one, Weights weights, ModelHints hints) {
        OpenSize open = one.definition().open();
        if (open == null) {
            return List.of();
        }
        List<FittingDefinition> variants = new ArrayList<>();
        try {
            Bound bound = bind(one.definition(), weights, hints);
            for (int value :
                    open.possible(bound.network(), hints, one.definition().usual())) {
                variants.add(bound.fitting(new Variant(open, value, false), null));
            }
        } catch (Misfit e) {
            throw new IllegalStateException(one + " fits these weights", e);
        }
        return List.copyOf(variants);
    }

    /**
     * Refuses a name that no definition has, whatever the weights.
     *
     * @throws VerifierException if there is no such definition
     */
    public static void requireKnown(String name) {
        known(name);
    }

    private static ForwardDefinition known(String name) {
        String base = baseName(name);
        return all().filter(entry -> entry.name().equals(base))
                .findFirst()
                .orElseThrow(() -> new VerifierException(
                        Reason.USAGE,
                        "There is no forward definition " + Names.quoted(name) + ".",
                        "Known forward definitions: " + String.join(", ", allNames()) + "."));
    }

    private static List<FittingDefinition> variants(ForwardDefinition definition, Weights weights, ModelHints hints)
            throws Misfit {
        Bound bound = bind(definition, weights, hints);
        OpenSize open = definition.open();
        if (open == null) {
            return List.of(bound.fitting(null, null));
        }
        Integer recorded = open.recorded(bound.network(), hints);
        if (recorded != null) {
            return List.of(bound.fitting(new Variant(open, recorded, true), null));
        }
        String note = open.whyNotRecorded(bound.network(), hints);
        List<FittingDefinition> variants = new ArrayList<>();
        for (int value : open.likely(bound.network(), hints, definition.usual())) {
            variants.add(bound.fitting(new Variant(open, value, false), note));
        }
        return variants;
    }

    private static FittingDefinition variant(
            ForwardDefinition definition, String key, int value, Weights weights, ModelHints hints) throws Misfit {
        Bound bound = bind(definition, weights, hints);
        OpenSize open = definition.open();
        if (open == null || !open.key().equals(key)) {
            throw Misfit.of("it has no variants by " + key);
        }
        open.require(value, bound.network());
        return bound.fitting(new Variant(open, value, false), null);
    }

    private static Bound bind(ForwardDefinition definition, Weights weights, ModelHints hints) throws Misfit {
        boolean residual = weights.names().contains(ResidualNext.ALPHA);
        ParameterBinder shapes = new ParameterBinder(weights, residual ? ResidualNext.BASE : "", hints.settings());
        Network bare = definition.binder().bind(shapes);
        shapes.requireAllBound(residual ? Set.of(ResidualNext.ALPHA) : Set.of());
        requireWidths(bare.inputDim(), bare.outputDim());
        if (residual && Arrays.stream(weights.shape(ResidualNext.ALPHA)).anyMatch(size -> size != 1)) {
            throw Misfit.of("'alpha' is not a single number");
        }
        Network network = residual ? new ResidualNext(bare, ResidualNext.ALPHA, 0) : bare;
        return new Bound(definition, network, weights.names(), hints, shapes.notes());
    }

    /** A network that was bound otherwise than by the registry, as a definition. */
    static FittingDefinition fitting(
            ForwardDefinition entry, Network network, Set<String> names, ModelHints hints, List<String> notes)
            throws Misfit {
        if (!network.readsRows()) {
            requireWidths(network.inputDim(), network.outputDim());
        }
        return new Bound(entry, network, names, hints, notes).fitting(null, null);
    }

    private static void requireWidths(int in, int out) throws Misfit {
        if (in != out && in != out + 1) {
            throw Misfit.of("its input has " + in + " components and its prediction " + out
                    + "; they are equal, or the input has one more for the position");
        }
    }

    /** A value of the size that a definition leaves open. */
    record Variant(OpenSize size, int value, boolean recorded) {}

    private record Bound(
            ForwardDefinition definition, Network network, Set<String> names, ModelHints hints, List<String> assumed) {

        FittingDefinition fitting(@Nullable Variant variant, @Nullable String note) throws Misfit {
            Network chosen = variant == null ? network : network.withOpenSize(variant.value());
            Integer length = hints.contextLength();
            if (length != null && !chosen.contextLengths().allow(length)) {
                throw Misfit.of(
                        "it takes contexts of " + chosen.contextLengths() + " vectors, and the data has " + length);
            }
            List<String> notes = new ArrayList<>(assumed);
            if (note != null) {
                notes.add(note);
            }
            Double scale = null;
            if (network.inputDim() > network.outputDim() && !network.readsRows()) {
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
            return new FittingDefinition(definition, chosen, variant, scale, names, notes, null);
        }
    }
}
