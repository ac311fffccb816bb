package io.jenkins.plugins.lvm.verifier.format.pickle;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a class that is not known here, such as a trainer's own configuration: its class is not looked up, and nothing of it is
 * called. Attributes that the pickle sets on one of the project's own are kept as values, since a dataclass is nothing else; everything
 * else is passed over.
 */
public final class Bystander implements Buildable, Described {
    private final String type;
    private final boolean isConfiguration;
    private Map<?, ?> attributes = Map.of();

    /**
     * @param type module and name of its class
     * @param isConfiguration whether its attributes are worth keeping
     */
    Bystander(String type, boolean isConfiguration) {
        this.type = type;
        this.isConfiguration = isConfiguration;
    }

    /** Module and name of its class. */
    public String type() {
        return type;
    }

    /** What the pickle set as its attributes; empty if it set none. */
    public Map<?, ?> attributes() {
        return attributes;
    }

    /** Attributes are a dictionary, or one of them and another of slots; a class may have a state of any other kind. */
    @Override
    public void build(@Nullable Object state) {
        if (!attributes.isEmpty()) {
            throw new PickleGlobal.BadArguments("the attributes of an object are set twice");
        }
        if (isConfiguration && state instanceof Map<?, ?> values) {
            attributes = new LinkedHashMap<>(values);
        }
    }

    @Override
    public String kind() {
        return "an object of " + type;
    }
}
