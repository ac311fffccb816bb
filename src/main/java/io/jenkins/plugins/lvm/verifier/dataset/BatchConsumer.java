package io.jenkins.plugins.lvm.verifier.dataset;

/** Takes sequences as they are read. */
@FunctionalInterface
public interface BatchConsumer {

    /**
     * Takes a batch, which is valid until this method returns.
     *
     * @return whether to go on
     */
    boolean accept(SequenceBatch batch);
}
