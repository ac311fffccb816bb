package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * What the checkpoint records that its weights should hold.
 *
 * @param residualRecorded whether its arguments ask for the residual wrapper
 * @param residualStored whether the weights hold its factor
 */
public record LoadedFacts(boolean residualRecorded, boolean residualStored) {}
