/**
 * Why claim and fact differ. Pure logic: evidence in, findings out. Whoever gathers the evidence decides what is measured; nothing in
 * here reads a file or runs a model.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.diagnosis;

import org.jspecify.annotations.NullMarked;
