/**
 * One pass over rows, and all that looks at it: the scores of each forward definition, the statistics of data and predictions, and
 * what else the rows of a pass can tell. {@link io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass} is its heart.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.evaluation;

import org.jspecify.annotations.NullMarked;
