package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The folder on the agent through which a step and its verifier talk. All that one has to tell the other is a file in it, so that it
 * outlives a lost connection and a controller that is started anew.
 */
final class ControlFolder {
    private static final int LARGEST_TEXT = 1 << 20;

    private static final String WRITABLE = "See that the disk has room and that the build may write there.";
    private static final int OWN_FOLDER = 0700;
    private static final int OWN_FILE = 0600;

    private final FilePath folder;

    ControlFolder(final FilePath folder) {
        this.folder = folder;
    }

    FilePath folder() {
        return folder;
    }

    /** What the verifier is asked; written by the step. */
    FilePath request() {
        return folder.child("request.json");
    }

    /** How the verifier is started; written by the step. */
    FilePath script() {
        return folder.child("verify.sh");
    }

    /** Values of headers from credentials; written by the step where there are any, and removed by the verifier. */
    FilePath headers() {
        return folder.child("headers.json");
    }

    /** Touched by the step while it waits. */
    FilePath heartbeat() {
        return folder.child("heartbeat");
    }

    /** Rewritten by the verifier every second. */
    FilePath alive() {
        return folder.child("alive");
    }

    /** What the verifier prints. */
    FilePath log() {
        return folder.child("log.txt");
    }

    /** How much of that the build's log has; written by the step, so that it goes on there after a restart of the controller. */
    FilePath shown() {
        return folder.child("shown");
    }

    /** The verifier's answer; appears when it is complete. */
    FilePath report() {
        return folder.child("report.json");
    }

    /** Beside the report: the cosine of each validation row. */
    FilePath cosines() {
        return folder.child("cosines.f32");
    }

    /** Beside the report: what a metric other than the cosine keeps of each validation row. */
    FilePath metric() {
        return folder.child("metric.f64");
    }

    /** What was measured of a part of the rows; only where a part was asked for. */
    FilePath part() {
        return folder.child("part.bin");
    }

    /** The verifier's exit code; comes last. */
    FilePath exitCode() {
        return folder.child("exit-code");
    }

    /**
     * Writes a text and sees that all of it has arrived.
     *
     * @throws AbortException if it cannot be written
     */
    static void write(final FilePath file, final String text) throws InterruptedException, AbortException {
        try {
            file.write(text, "UTF-8");
            VerifierStaging.requireSize(file, text.getBytes(StandardCharsets.UTF_8).length);
        } catch (final IOException e) {
            throw new AbortException("The verification cannot be prepared in "
                    + parent(file).getRemote() + ": " + Sentences.of(e) + ". " + WRITABLE);
        }
    }

    /**
     * Writes a text that nobody but the agent's user may read, neither now nor while it is written.
     *
     * @throws AbortException if it cannot be written
     */
    static void writeSecret(FilePath file, String text) throws InterruptedException, AbortException {
        try {
            parent(file).chmod(OWN_FOLDER);
            file.write("", "UTF-8");
            file.chmod(OWN_FILE);
            write(file, text);
        } catch (IOException e) {
            throw new AbortException("The headers cannot be put into "
                    + parent(file).getRemote() + " for its user alone: " + Sentences.of(e) + ". " + WRITABLE);
        }
    }

    private static FilePath parent(FilePath file) {
        return Objects.requireNonNull(file.getParent(), "What is written is in the step's folder.");
    }

    /** The text of a file that an agent holds; null if there is none, or if it is too long to be what it should be. */
    static @Nullable String read(final FilePath file) throws IOException, InterruptedException {
        final byte[] bytes = new AgentFile(file).read(LARGEST_TEXT + 1);
        return bytes.length == 0 || bytes.length > LARGEST_TEXT ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
