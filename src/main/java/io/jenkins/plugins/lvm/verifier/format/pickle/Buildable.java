package io.jenkins.plugins.lvm.verifier.format.pickle;

/** A value that the pickle completes after making it. */
public interface Buildable {
    /**
     * Sets the state, as the pickle gives it.
     *
     * @throws PickleGlobal.BadArguments if the state does not make sense
     */
    void build(Object state);
}
