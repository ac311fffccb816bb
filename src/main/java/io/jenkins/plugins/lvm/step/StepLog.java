package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The build's log as the step's own sentences go into it: names of strangers in them hide nothing, and stay in one line. */
final class StepLog extends PrintStream {

    /** @param log stays open */
    StepLog(PrintStream log) {
        super(log, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
        super.println(PrintableText.of(line));
    }
}
