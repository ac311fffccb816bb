package io.jenkins.plugins.lvm.verifier.format.pickle;

import org.jspecify.annotations.Nullable;

/** A value that the pickle completes after making it. */
public interface Buildable {
    /**
     * Sets the state, as the pickle gives it; null for None.
     *
     * @throws PickleGlobal.BadArguments if the state does not make sense
     */
    void build(@Nullable Object state);
}
