package io.jenkins.plugins.lvm.verifier.dataset;

/** Takes sequences as they are read. */
@FunctionalInterface
public interface BatchConsumer {

    /**
     * Takes a batch, which stays valid while it works on the one after it: until that call returns.
     *
     * @return whether to go on
     */
    boolean accept(SequenceBatch batch);
}
