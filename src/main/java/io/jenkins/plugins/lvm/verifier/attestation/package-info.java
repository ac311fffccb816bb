/**
 * Signed statements: who says what of which files, and whether a deployment may rely on it. Cryptography is the JDK's.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.attestation;

import org.jspecify.annotations.NullMarked;
