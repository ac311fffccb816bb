package io.jenkins.plugins.lvm.verifier.checkpoint;

/** A value that the pickle completes after making it. */
interface Buildable {
    /** @throws PickleGlobal.BadArguments if the state does not make sense */
    void build(Object state);
}
