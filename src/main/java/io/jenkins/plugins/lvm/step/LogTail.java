package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Copies what is added to a file of the agent to the build's log. */
final class LogTail {
    private static final long MOST = 10 << 20;
    /** Shorter than the verifier waits for a sign that somebody listens. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int LAST = 4096;

    private final FilePath file;
    private final PrintStream log;
    private final StringBuilder last = new StringBuilder();
    private long copied;

    LogTail(final FilePath file, final PrintStream log) {
        this.file = file;
        this.log = log;
    }

    /** Copies what is new. An agent that floods its log does not flood the controller's. */
    void copy() throws IOException, InterruptedException {
        final long length = Math.min(file.length(), MOST);
        if (length <= copied) {
            return;
        }
        final byte[] added = new AgentFile(file).read(copied, (int) (length - copied), PATIENCE);
        log.write(added, 0, added.length);
        log.flush();
        copied += added.length;
        last.append(new String(added, StandardCharsets.UTF_8));
        last.delete(0, Math.max(0, last.length() - LAST));
        if (copied >= MOST) {
            log.println();
            log.println("The verifier's further messages are left out.");
        }
    }

    /** The last line that says something; empty if none does. */
    String lastLine() {
        return last.toString().lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line.strip());
    }
}
