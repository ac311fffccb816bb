/**
 * What a training run left behind: tensors, claim, configuration. A checkpoint is data: it is read under limits, nothing in it is
 * executed, and whatever is not known to be harmless is refused by name.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.checkpoint;

import org.jspecify.annotations.NullMarked;
