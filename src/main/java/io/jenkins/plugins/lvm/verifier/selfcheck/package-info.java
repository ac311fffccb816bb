/**
 * The verifier's check of itself: few rows, computed again in other ways before a verdict rests on any. {@link
 * io.jenkins.plugins.lvm.verifier.selfcheck.SelfChecker} is the way in.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.selfcheck;

import org.jspecify.annotations.NullMarked;
