package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts.Rows;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts.Side;

/**
 * A definition of the registry and an ONNX graph with the same weights, held against each other row by row.
 *
 * @param definition the registry's
 * @param graph the user's
 */
public record GraphFacts(Side definition, Side graph, Rows rows) {}
