package io.jenkins.plugins.lvm.verifier.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Architectures told by parameter names alone: those of {@link ForwardDefinitions}, and those for which there is no definition. */
public final class KnownArchitectures {

    /** Known, but without a forward definition. */
    private static final List<Architecture> WITHOUT_DEFINITION = List.of(Architecture.of("mamba model", ".*\\.A_log"));

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
        return Stream.concat(ForwardDefinitions.architectures(), WITHOUT_DEFINITION.stream())
                .filter(architecture -> architecture.matches(names))
                .map(architecture -> architecture.label() + (residual ? " in a residual-next wrapper" : ""))
                .findFirst();
    }
}
