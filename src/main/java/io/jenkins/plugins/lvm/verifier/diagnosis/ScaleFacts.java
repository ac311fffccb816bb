package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * A scale of the positional component with which the claim would be met, found by trying.
 *
 * @param used the scale that was measured with
 * @param fitted the one that fits
 * @param rows how many rows it was fitted on
 */
public record ScaleFacts(double used, double fitted, int rows) {}
