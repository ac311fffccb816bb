package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * What the checkpoint records that its weights should hold.
 *
 * @param residualRecorded whether its arguments ask for the residual wrapper
 * @param residualStored whether the weights hold its factor
 * @param prefix what a wrapper put before the name of every tensor; empty without one
 */
public record LoadedFacts(boolean residualRecorded, boolean residualStored, String prefix) {}
