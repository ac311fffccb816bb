/**
 * One verification on several machines: each measures a part of the rows, and the parts are joined to the very numbers of one pass. {@link
 * io.jenkins.plugins.lvm.verifier.shard.ShardMerge} joins them.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.shard;

import org.jspecify.annotations.NullMarked;
