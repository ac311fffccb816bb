/**
 * How few rows decide a verdict: confidence sequences for the mean of a finite set that is drawn from without replacement, and the order
 * in which it is drawn. Pure mathematics, which knows nothing of models and files.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.risk;

import org.jspecify.annotations.NullMarked;
