package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Copies what is added to a file of the agent to the build's log, from where an earlier one had come to. */
final class LogTail {
    private static final long MOST = 10 << 20;
    /** Shorter than the verifier waits for a sign that somebody listens. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int LAST = 4096;
    /** What libtorch says to its developers, such as {@code [W1128 15:31:21.1234 RNN.cpp:982] Warning: …}. */
    private static final Pattern NATIVE_MESSAGE =
            Pattern.compile("^\\[[WI]\\d{4} [\\d:.]+ \\S+:\\d+\\] .*\\n?", Pattern.MULTILINE);

    private final AgentFile file;
    private final PrintStream log;
    private final StringBuilder last = new StringBuilder();
    private final Mark shown;
    private long copied;

    /**
     * The tail of a file.
     *
     * @param shown file beside it that remembers how much has been copied
     */
    LogTail(FilePath file, FilePath shown, PrintStream log) throws IOException, InterruptedException {
        this(
                new AgentFile(file),
                new Mark() {
                    @Override
                    public @Nullable String read() throws IOException, InterruptedException {
                        return ControlFolder.read(shown);
                    }

                    @Override
                    public void write(String text) throws IOException, InterruptedException {
                        shown.write(text, "UTF-8");
                    }
                },
                log);
    }

    /** Where is kept how much has been copied. */
    interface Mark {
        /** What was written last; null if nothing was. */
        @Nullable
        String read() throws IOException, InterruptedException;

        void write(String text) throws IOException, InterruptedException;
    }

    LogTail(AgentFile file, Mark shown, PrintStream log) throws IOException, InterruptedException {
        this.file = file;
        this.shown = shown;
        this.log = log;
        String earlier = shown.read();
        if (earlier != null && earlier.matches("\\d{1,8}")) {
            copied = Math.min(Long.parseLong(earlier), Math.min(file.size(), MOST));
            long from = Math.max(0, copied - LAST);
            remember(file.read(from, (int) (copied - from), PATIENCE));
        }
    }

    /** Copies the lines that are new. An agent that floods its log does not flood the controller's. */
    void copy() throws IOException, InterruptedException {
        copy(false);
    }

    /** Copies what is new to its end, when nothing follows. */
    void copyRest() throws IOException, InterruptedException {
        copy(true);
    }

    private void copy(boolean all) throws IOException, InterruptedException {
        final long length = Math.min(file.size(), MOST);
        if (length <= copied) {
            return;
        }
        final byte[] added = file.read(copied, (int) (length - copied), PATIENCE);
        // A byte a character, so that nothing is changed by looking at it.
        String text = new String(added, StandardCharsets.ISO_8859_1);
        String lines = all || length == MOST ? text : text.substring(0, text.lastIndexOf('\n') + 1);
        copied += lines.length();
        byte[] said = NATIVE_MESSAGE.matcher(lines).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
        log.write(said, 0, said.length);
        log.flush();
        remember(said);
        shown.write(String.valueOf(copied));
        if (copied >= MOST) {
            log.println();
            log.println("The verifier's further messages are left out.");
        }
    }

    private void remember(byte[] text) {
        last.append(new String(text, StandardCharsets.UTF_8));
        last.delete(0, Math.max(0, last.length() - LAST));
    }

    /** The last line that says something; empty if none does. */
    String lastLine() {
        return last.toString().lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line.strip());
    }
}
