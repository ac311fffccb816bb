/** Byte sources, archives, digests and limits: what reading any file takes, and nothing about what it holds. */
@NullMarked
package io.jenkins.plugins.lvm.verifier.format;

import org.jspecify.annotations.NullMarked;
