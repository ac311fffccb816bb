package io.jenkins.plugins.lvm.verifier.gate;

/**
 * One condition on one number.
 *
 * @param metric what is looked at
 * @param threshold the last value that passes
 * @param criticality what missing it means
 */
public record Gate(GateMetric metric, double threshold, Criticality criticality) {}
