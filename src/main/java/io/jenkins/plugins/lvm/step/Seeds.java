package io.jenkins.plugins.lvm.step;

import org.jspecify.annotations.Nullable;

/** Seeds as forms send them. */
final class Seeds {
    private Seeds() {}

    /**
     * The seed, or null where none is given. Of a field that was left empty, Stapler makes 0 where the type is {@code Long}, and jobs that
     * were saved so hold that; a seed that everybody knows would undo what drawing one is for.
     */
    static @Nullable Long given(@Nullable Long seed) {
        return seed == null || seed == 0 ? null : seed;
    }
}
