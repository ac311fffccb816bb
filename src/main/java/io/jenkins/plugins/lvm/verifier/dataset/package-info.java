/**
 * What a model is evaluated on: sequences, the columns that name their articles and places, splits, and a cache of rows. {@link
 * io.jenkins.plugins.lvm.verifier.dataset.SequenceData} is the way in.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.dataset;

import org.jspecify.annotations.NullMarked;
