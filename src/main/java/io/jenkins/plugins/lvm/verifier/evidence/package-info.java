/**
 * Gathers the facts that {@code diagnosis} judges: what more it takes to read or to run to tell why claim and fact differ. {@link
 * io.jenkins.plugins.lvm.verifier.evidence.EvidenceCollector} is the way in.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.evidence;

import org.jspecify.annotations.NullMarked;
