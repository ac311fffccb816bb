package io.jenkins.plugins.lvm.verifier.format.pickle;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Python tuple. Equality is identity: comparing contents would walk structures that a hostile pickle can make immense.
 */
public final class Tuple {
    private final @Nullable Object[] items;

    /** @param items null for None; not to be changed afterwards */
    public Tuple(@Nullable Object... items) {
        this.items = items;
    }

    public List<@Nullable Object> items() {
        return Collections.unmodifiableList(Arrays.asList(items));
    }

    public int size() {
        return items.length;
    }

    public @Nullable Object get(int index) {
        return items[index];
    }
}
