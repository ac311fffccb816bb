package io.jenkins.plugins.lvm.verifier.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Architectures told by parameter names alone, whether or not a forward definition for them exists. */
public final class KnownArchitectures {

    /** An architecture, told by parameter names: all of {@code wanted} occur. */
    private record Architecture(String name, List<Predicate<String>> wanted) {
        static Architecture of(final String name, final String... regexes) {
            return new Architecture(
                    name,
                    List.of(regexes).stream()
                            .map(regex -> Pattern.compile(regex).asMatchPredicate())
                            .toList());
        }

        boolean matches(final Set<String> names) {
            return wanted.stream().allMatch(pattern -> names.stream().anyMatch(pattern));
        }
    }

    /** The more specific ones first. */
    private static final List<Architecture> ARCHITECTURES = List.of(
            Architecture.of("hierarchical-gru", "local_encoder\\.gru\\..*", "global_encoder\\.gru\\..*"),
            Architecture.of("memory-gru", "gru\\..*", "memory\\.memory", "fusion\\..*"),
            Architecture.of("P7 ranker", "(pos_encoder|lstm\\..*)", "anchor_lambda(_logit)?"),
            Architecture.of("P8 constrained model", "context_attention\\.\\d+\\..*"),
            Architecture.of("GraphMERT-LVM", "decay_mask\\.threshold", "output_head\\..*"),
            Architecture.of("query tower", "backbone\\..*"),
            Architecture.of("mamba model", ".*\\.A_log"),
            Architecture.of("mamba model (GRU fallback)", "blocks\\.\\d+\\.mamba\\..*"),
            Architecture.of(
                    "attention-mixture or additive-memory network", "context_encoder\\..*", "query_encoder\\..*"),
            Architecture.of("transformer-decoder", "transformer_decoder\\.layers\\..*"),
            Architecture.of("simple transformer encoder", "transformer\\.layers\\..*", "head\\..*"),
            Architecture.of("gru-stack", "blocks\\.\\d+\\.gru\\..*"),
            Architecture.of("lstm-blocks", "blocks\\.\\d+\\.lstm\\..*"),
            Architecture.of("LSTM with a head (train_lstm_baseline)", "lstm\\..*", "head\\..*"),
            Architecture.of("LSTM with a two-layer projection (train_lstm)", "lstm\\..*", "output_proj\\.\\d+\\..*"),
            Architecture.of("deeper LSTM (train_deeper_lstm)", "lstm\\..*", "fc\\.weight"),
            Architecture.of("lstm-baseline", "lstm\\..*", "output_proj\\.weight"),
            Architecture.of("simple MLP", "network\\.\\d+\\..*"),
            Architecture.of("alignment head", "net\\.\\d+\\..*"),
            Architecture.of("payload tower", "mlp\\.\\d+\\..*"));

    private KnownArchitectures() {}

    /**
     * Names the architecture that parameter names look like, whether or not a forward definition for it exists.
     *
     * @return such as {@code P7 ranker} or {@code gru-stack in a residual-next wrapper}
     */
    public static Optional<String> architecture(final Set<String> parameterNames) {
        final String wrapped = "base.";
        final boolean residual = parameterNames.contains("alpha")
                && parameterNames.stream().allMatch(name -> name.equals("alpha") || name.startsWith(wrapped));
        final Set<String> names = residual
                ? parameterNames.stream()
                        .filter(name -> name.startsWith(wrapped))
                        .map(name -> name.substring(wrapped.length()))
                        .collect(Collectors.toUnmodifiableSet())
                : parameterNames;
        return ARCHITECTURES.stream()
                .filter(architecture -> architecture.matches(names))
                .map(architecture -> architecture.name() + (residual ? " in a residual-next wrapper" : ""))
                .findFirst();
    }
}
