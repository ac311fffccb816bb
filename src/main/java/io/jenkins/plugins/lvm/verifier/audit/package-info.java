/** Recomputes some of the rows that an attestation rests on, drawn when it exists: whoever forged rows did not know which. */
@NullMarked
package io.jenkins.plugins.lvm.verifier.audit;

import org.jspecify.annotations.NullMarked;
