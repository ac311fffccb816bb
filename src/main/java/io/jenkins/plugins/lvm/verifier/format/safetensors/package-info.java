/** The safetensors format: its header, and tensors as arrays. */
@NullMarked
package io.jenkins.plugins.lvm.verifier.format.safetensors;

import org.jspecify.annotations.NullMarked;
