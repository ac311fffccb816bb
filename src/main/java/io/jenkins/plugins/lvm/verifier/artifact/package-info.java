/** The verifier's libraries: which they are, and how they are brought where it runs. Needs nothing but the JDK. */
@NullMarked
package io.jenkins.plugins.lvm.verifier.artifact;

import org.jspecify.annotations.NullMarked;
