package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow;

/**
 * What data gives to a graph in place of contexts.
 *
 * @param row its numbers, packed
 * @param vectorDim components of a target
 */
public record RowInputs(PackedRow row, int vectorDim) {}
