package io.jenkins.plugins.lvm.verifier.format.pickle;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Python dictionary with its keys as text: strings alone keep a hash table fast under chosen collisions, and hashing a nested key
 * would walk a structure of any size. A value is null for None.
 */
public final class PickledDictionary extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    private final boolean attributed;

    private PickledDictionary(boolean attributed) {
        this.attributed = attributed;
    }

    /** A dict or a defaultdict. */
    static PickledDictionary plain() {
        return new PickledDictionary(false);
    }

    /** An OrderedDict, which can have attributes beside its items. */
    static PickledDictionary ordered() {
        return new PickledDictionary(true);
    }

    /** Whether Python's object can have attributes. */
    boolean isAttributed() {
        return attributed;
    }
}
