/**
 * The {@code lvm-verify} command: its subcommands, what they print and write, and their exit codes. {@link
 * io.jenkins.plugins.lvm.verifier.cli.LvmVerify} is the way in.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.cli;

import org.jspecify.annotations.NullMarked;
