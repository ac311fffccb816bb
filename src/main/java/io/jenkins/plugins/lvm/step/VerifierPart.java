package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import java.io.IOException;
import java.util.List;

/** Jars that go into one folder of an agent together. */
interface VerifierPart {

    /** Name of the folder; it changes with their content. */
    String folder();

    /** Names of the files. */
    List<String> files();

    /** Size of the files together, rounded up. */
    long megabytes();

    /** Puts all of them into a folder that is empty. */
    void copyTo(FilePath folder) throws IOException, InterruptedException;
}
