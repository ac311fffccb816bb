/**
 * Earlier checkpoints that one is held against: measured in the same pass, or stored by an earlier verification.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.baseline;

import org.jspecify.annotations.NullMarked;
