package io.jenkins.plugins.lvm.verifier.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** The first verification of a report that a command wrote. */
    public static JsonObject verification(Path report) throws IOException {
        return JsonParser.parseString(Files.readString(report))
                .getAsJsonObject()
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
    }
}
