package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import java.util.List;

/** A rule that makes findings of facts. It is one entry of {@link Checks#ALL}. */
@FunctionalInterface
public interface Check {
    /** What follows from the facts; empty if the facts that it needs are not known. */
    List<Finding> findings(Facts facts);
}
