package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an earlier verification.
 *
 * @param dataProfile statistics of its data; null if they are the same or not known
 * @param configuration what its checkpoint records; null if that is not known
 * @param baseline name of that checkpoint; null without a configuration
 */
public record EarlierFacts(
        @Nullable DataProfile dataProfile, @Nullable Configuration configuration, @Nullable String baseline) {}
