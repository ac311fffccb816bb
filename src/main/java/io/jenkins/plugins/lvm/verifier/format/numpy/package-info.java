/** NumPy's <code>.npy</code> arrays and <code>.npz</code> archives, and the numbers in them. */
@NullMarked
package io.jenkins.plugins.lvm.verifier.format.numpy;

import org.jspecify.annotations.NullMarked;
