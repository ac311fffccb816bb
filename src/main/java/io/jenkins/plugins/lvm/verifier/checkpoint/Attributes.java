package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.util.Map;

/** An object that is nothing but its attributes, such as an {@code argparse.Namespace}. */
final class Attributes implements Buildable {
    private Map<?, ?> values = Map.of();

    Map<?, ?> values() {
        return values;
    }

    /** Takes the dictionary as it is: a copy would let a small pickle ask for any amount of work. */
    @Override
    public void build(final Object state) {
        if (!(state instanceof Map<?, ?> attributes) || !values.isEmpty()) {
            throw new PickleGlobal.BadArguments("the attributes of an object are not one dictionary");
        }
        values = attributes;
    }
}
