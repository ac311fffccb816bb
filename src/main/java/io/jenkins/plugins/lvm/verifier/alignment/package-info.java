/**
 * The 5-to-1 causal alignment test: whether a model predicts the vector that comes next, and needs the order of its context to do so.
 * {@link io.jenkins.plugins.lvm.verifier.alignment.CausalAlignment} is the way in.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.alignment;

import org.jspecify.annotations.NullMarked;
