/**
 * A running service, held row by row against what the verified forward definition predicts. {@link
 * io.jenkins.plugins.lvm.verifier.service.ServiceComparison} is the way in. What a service answers is anybody's: it is bounded in size,
 * depth and time, and nothing but numbers is taken from it.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.service;

import org.jspecify.annotations.NullMarked;
