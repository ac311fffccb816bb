package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;

/**
 * What is known of an earlier verification.
 *
 * @param dataProfile statistics of its data, or null
 * @param configuration what its checkpoint records, or null
 * @param baseline name of that checkpoint; null without a configuration
 */
public record EarlierFacts(DataProfile dataProfile, Configuration configuration, String baseline) {}
