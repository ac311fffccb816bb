/**
 * Verifies on no more rows than the verdict needs: rows are drawn at random until every gate is decided at a stated risk. {@link
 * io.jenkins.plugins.lvm.verifier.sampling.RowDrawing} is the way in.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.sampling;

import org.jspecify.annotations.NullMarked;
