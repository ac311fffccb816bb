/**
 * Cosine statistics of predictions, on ND4J: {@link io.jenkins.plugins.lvm.verifier.score.RowScorer} measures each row, {@link
 * io.jenkins.plugins.lvm.verifier.score.CosineStatistics} says what the rows come to and how sure that is.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.score;

import org.jspecify.annotations.NullMarked;
