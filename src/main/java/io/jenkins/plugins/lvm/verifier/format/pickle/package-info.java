/**
 * Python's pickles, read as data: one table of instructions, one input, and two machines on it, one that makes plain Java values
 * ({@link io.jenkins.plugins.lvm.verifier.format.pickle.PickleReader}) and one that steps over rows in constant memory
 * ({@link io.jenkins.plugins.lvm.verifier.format.pickle.SymbolReader}). Nothing is executed. What CPython refuses, or what two readers
 * could read differently, is refused by name.
 */
@NullMarked
package io.jenkins.plugins.lvm.verifier.format.pickle;

import org.jspecify.annotations.NullMarked;
