package io.jenkins.plugins.lvm.verifier.format.pickle;

/** A value that says itself what it is. */
public interface Described {
    /** What it is, in the words of an error message, such as {@code a tensor float32[3]}. */
    String kind();
}
