package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.format.pickle.PickleGlobal.BadArguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Python set or frozenset, its elements in the order in which the pickle names them. */
public final class PickledSet {
    private final boolean frozen;
    private List<@Nullable Object> items = List.of();
    private Set<String> scalars = Set.of();

    PickledSet(boolean frozen) {
        this.frozen = frozen;
    }

    public List<@Nullable Object> items() {
        return Collections.unmodifiableList(items);
    }

    /** Whether elements cannot be added by the pickle's instructions. */
    boolean isFrozen() {
        return frozen;
    }

    /** @throws BadArguments if one of them cannot be an element, or is one already, which picklers do not write */
    PickledSet add(List<?> elements) {
        if (items.isEmpty() && !elements.isEmpty()) {
            items = new ArrayList<>(elements.size());
            scalars = new HashSet<>();
        }
        for (Object element : elements) {
            if (element instanceof List
                    || element instanceof Map
                    || (element instanceof PickledSet set && !set.frozen)) {
                throw new BadArguments(PickledValues.kind(element) + " is an element of a set");
            }
            String text = PickledValues.scalarText(element);
            if (text != null && !scalars.add((element instanceof String ? "'" : "") + text)) {
                throw new BadArguments("a set holds the same element twice");
            }
            items.add(element);
        }
        return this;
    }
}
