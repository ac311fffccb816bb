/**
 * The fingerprint of a model's function that a trainer leaves in a checkpoint by {@code python/lvm_probe.py}: inputs that both sides make
 * alike, and the first outputs.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.probe;

import org.jspecify.annotations.NullMarked;
