/**
 * All that is known of trainers: what each measured on which rows, what it records in its checkpoints, and the choice of the split that
 * follows. {@link io.jenkins.plugins.lvm.verifier.trainer.Trainer} lists them.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.trainer;

import org.jspecify.annotations.NullMarked;
