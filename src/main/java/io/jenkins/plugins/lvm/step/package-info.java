/** Build time: the build step, its settings, and running the verifier on the agent. */
@NullMarked
package io.jenkins.plugins.lvm.step;

import org.jspecify.annotations.NullMarked;
