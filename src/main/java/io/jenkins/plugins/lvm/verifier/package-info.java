/**
 * From a request to a report: opens data and engines once, verifies each checkpoint for itself, and builds its part of the report from
 * what the packages below measured. {@link io.jenkins.plugins.lvm.verifier.Verifier} is the way in.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier;

import org.jspecify.annotations.NullMarked;
