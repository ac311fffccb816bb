/**
 * What a claim can be a number of: an entry of {@link io.jenkins.plugins.lvm.verifier.metric.Metrics} holds all there is to know of
 * one. Pure Java, so that agent, command line and pages say the same.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.metric;

import org.jspecify.annotations.NullMarked;
