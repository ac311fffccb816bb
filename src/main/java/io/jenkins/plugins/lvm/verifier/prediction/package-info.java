/** Predictions that something else made (JAX, TensorFlow, a service), scored without any model. */
@NullMarked
package io.jenkins.plugins.lvm.verifier.prediction;

import org.jspecify.annotations.NullMarked;
