/**
 * Forward definitions: which mathematical functions fit given weights, and what they predict, on DJL's PyTorch engine. {@link
 * io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions} finds those that fit, {@link
 * io.jenkins.plugins.lvm.verifier.model.TorchEngine} a device, {@link io.jenkins.plugins.lvm.verifier.model.ForwardPass} brings them
 * together with the weights.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.model;

import org.jspecify.annotations.NullMarked;
