package io.jenkins.plugins.lvm.verifier.format.pickle;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A Python tuple. Equality is identity: comparing contents would walk structures that a hostile pickle can make immense.
 */
public final class Tuple {
    private final Object[] items;

    /** @param items not to be changed afterwards */
    public Tuple(Object... items) {
        this.items = items;
    }

    public List<Object> items() {
        return Collections.unmodifiableList(Arrays.asList(items));
    }

    public int size() {
        return items.length;
    }

    public Object get(int index) {
        return items[index];
    }
}
