package io.jenkins.plugins.lvm.verifier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The {@code lvm-verify} command without a process of its own. */
public final class InProcess {
    private InProcess() {}

    /** What a command left: its exit code, and what it printed to both streams. */
    public record Outcome(int exitCode, String out, String err) {}

    /** Runs one command. */
    public static Outcome lvmVerify(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
