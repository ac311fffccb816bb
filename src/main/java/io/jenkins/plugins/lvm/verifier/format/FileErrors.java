package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import org.jspecify.annotations.Nullable;

/** The file that an error message is about. */
public interface FileErrors {
    /** Characters of a name that a message shows. */
    int LONGEST_NAME = 120;

    /**
     * An error whose sentence starts with the file's path.
     *
     * @param predicate the rest of the sentence, such as {@code "is empty."}
     * @param hint what to do; null where nothing helps
     */
    VerifierException refused(String predicate, @Nullable String hint);

    /** An error as by {@link #refused(String, String)}, with nothing to advise. */
    default VerifierException refused(String predicate) {
        return refused(predicate, null);
    }

    /** A name that comes out of the file, made fit for a message: bounded, and with nothing hidden in it. */
    static String printable(String name) {
        return PrintableText.of(name, LONGEST_NAME);
    }
}
