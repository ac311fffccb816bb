/**
 * Numbers and thresholds to verdict. Pure: the machine that verifies and the one that shows the report run the same code on the same
 * numbers. {@link io.jenkins.plugins.lvm.verifier.gate.GateEvaluator} is the way in.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.gate;

import org.jspecify.annotations.NullMarked;
