package io.jenkins.plugins.lvm.verifier.evidence;

import java.util.Optional;

/** Gathers the facts of one subject: a record that a check of {@code diagnosis} reads. */
@FunctionalInterface
interface EvidenceSource {
    /** The facts; empty where there are none. */
    Optional<?> gather(Gathering from);
}
