package io.jenkins.plugins.lvm.verifier.format.pickle;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object that is nothing but its attributes, such as an {@code argparse.Namespace}. */
public final class Attributes implements Buildable {
    private Map<?, ?> values = Map.of();

    public Map<?, ?> values() {
        return values;
    }

    /** Copies the dictionary, as Python does: what is set in it later is not an attribute. The reader accounts for the memory. */
    @Override
    public void build(@Nullable Object state) {
        if (!(state instanceof Map<?, ?> attributes) || !values.isEmpty()) {
            throw new PickleGlobal.BadArguments("the attributes of an object are not one dictionary");
        }
        values = new LinkedHashMap<>(attributes);
    }
}
