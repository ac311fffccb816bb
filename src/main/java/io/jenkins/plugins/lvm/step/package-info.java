/** Build time: the build step, its settings, and running the verifier on the agent. */
package io.jenkins.plugins.lvm.step;
