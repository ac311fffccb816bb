package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Layouts that hold something else than one next-vector model: to say what a file is that cannot be verified. */
public final class KnownLayouts {

    /** A layout that has no single state dict of a next-vector model, told by keys of the outermost dictionary. */
    private record Foreign(String name, Set<String> keys) {}

    private static final List<Foreign> FOREIGN = List.of(
            new Foreign("a two-tower checkpoint", Set.of("q_tower_state_dict", "p_tower_state_dict")),
            new Foreign("a query and document encoder checkpoint", Set.of("model_q_state_dict", "model_d_state_dict")),
            new Foreign("a query encoder checkpoint", Set.of("model_q")));

    private KnownLayouts() {}

    /**
     * Names a layout that is known to hold something else than one next-vector model.
     *
     * @param topLevelKeys keys of the outermost dictionary
     * @return such as {@code a two-tower checkpoint (p_tower_state_dict, q_tower_state_dict)}
     */
    public static Optional<String> foreign(final Set<String> topLevelKeys) {
        return FOREIGN.stream()
                .filter(layout -> topLevelKeys.containsAll(layout.keys()))
                .map(layout -> layout.name() + " ("
                        + String.join(", ", layout.keys().stream().sorted().toList()) + ")")
                .findFirst();
    }
}
