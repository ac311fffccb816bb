package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A Python tuple. Equality is identity: comparing contents would walk structures that a hostile pickle can make immense.
 */
final class Tuple {
    private final Object[] items;

    /** @param items not to be changed afterwards */
    Tuple(final Object... items) {
        this.items = items;
    }

    List<Object> items() {
        return Collections.unmodifiableList(Arrays.asList(items));
    }

    int size() {
        return items.length;
    }

    Object get(final int index) {
        return items[index];
    }
}
