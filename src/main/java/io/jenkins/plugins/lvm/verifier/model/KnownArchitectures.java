package io.jenkins.plugins.lvm.verifier.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Architectures told by parameter names alone: those of {@link ForwardDefinitions}, and those for which there is no definition. */
public final class KnownArchitectures {

    /** Known, but without a forward definition; the more specific ones first. */
    private static final List<Architecture> WITHOUT_DEFINITION = List.of(
            Architecture.of("P7 ranker", "(pos_encoder|lstm\\..*)", "anchor_lambda(_logit)?"),
            Architecture.of("P8 constrained model", "context_attention\\.\\d+\\..*"),
            Architecture.of("GraphMERT-LVM", "decay_mask\\.threshold", "output_head\\..*"),
            Architecture.of("query tower", "backbone\\..*"),
            Architecture.of("mamba model", ".*\\.A_log"),
            Architecture.of("mamba model (GRU fallback)", "blocks\\.\\d+\\.mamba\\..*"),
            Architecture.of("deeper LSTM (train_deeper_lstm)", "lstm\\..*", "fc\\.weight"),
            Architecture.of("alignment head", "net\\.\\d+\\..*"),
            Architecture.of("payload tower", "mlp\\.\\d+\\..*"));

    private KnownArchitectures() {}

    /**
     * Names the architecture that parameter names look like, whether or not a forward definition for it exists.
     *
     * @return such as {@code P7 ranker} or {@code gru-stack in a residual-next wrapper}
     */
    public static Optional<String> architecture(Set<String> parameterNames) {
        boolean residual = parameterNames.contains(ResidualNext.ALPHA)
                && parameterNames.stream()
                        .allMatch(name -> name.equals(ResidualNext.ALPHA) || name.startsWith(ResidualNext.BASE));
        Set<String> names = residual
                ? parameterNames.stream()
                        .filter(name -> name.startsWith(ResidualNext.BASE))
                        .map(name -> name.substring(ResidualNext.BASE.length()))
                        .collect(Collectors.toUnmodifiableSet())
                : parameterNames;
        return Stream.concat(WITHOUT_DEFINITION.stream(), ForwardDefinitions.architectures())
                .filter(architecture -> architecture.matches(names))
                .map(architecture -> architecture.label() + (residual ? " in a residual-next wrapper" : ""))
                .findFirst();
    }
}
