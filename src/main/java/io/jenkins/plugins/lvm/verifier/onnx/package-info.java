/**
 * Forward definitions that the user gives as an ONNX graph: the graph is read without executing anything, held against the
 * checkpoint's tensors, and run by ONNX Runtime with those tensors in it.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">the format</a>
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.onnx;

import org.jspecify.annotations.NullMarked;
