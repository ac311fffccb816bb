/**
 * What the machine that verifies and the one that shows the report say to each other: settings, request, report and attestation, and
 * their JSON. What a type calls present is present once {@link io.jenkins.plugins.lvm.verifier.contract.ReportCheck} has passed a
 * report; JSON that somebody else wrote may lack it until then.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.contract;

import org.jspecify.annotations.NullMarked;
