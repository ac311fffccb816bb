package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows progress: one line that rewrites itself on a terminal, a line now and then elsewhere. */
final class ConsoleProgress implements Progress, AutoCloseable {
    private static final long TERMINAL_INTERVAL = 200_000_000L;
    private static final long PLAIN_INTERVAL = 10_000_000_000L;
    private static final int LINE_WIDTH = 78;

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean quiet;
    private final boolean debug;
    private long started;
    private long shown;
    private boolean lineOpen;

    ConsoleProgress(PrintWriter out, boolean terminal, boolean quiet, boolean debug) {
        this.out = out;
        this.terminal = terminal;
        this.quiet = quiet;
        this.debug = debug;
    }

    /** Rewrites its line if standard output is a terminal. */
    static ConsoleProgress forTerminal(PrintWriter out, boolean quiet, boolean debug) {
        boolean terminal = Terminal.isThere() && !"dumb".equals(System.getenv("TERM"));
        return new ConsoleProgress(out, terminal, quiet, debug);
    }

    @Override
    public void checkpoint(int index, int count, String path) {
        started = 0;
        String shown = PrintableText.of(path);
        line("Verifying " + (count == 1 ? "" : index + " of " + count + ": ") + shown);
    }

    @Override
    public void note(String line) {
        line("  " + line);
    }

    @Override
    public void rows(long done, long total) {
        long now = System.nanoTime();
        if (started == 0) {
            started = now;
            shown = now;
        }
        boolean due = now - shown >= (terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL);
        if (quiet || (!due && !(terminal && done == total))) {
            return;
        }
        shown = now;
        String text = describe(done, total, (now - started) / 1e9);
        if (terminal) {
            out.print("\r" + pad(text));
            out.flush();
            lineOpen = true;
        } else {
            out.println(text);
        }
    }

    @Override
    public void failure(Throwable details) {
        if (debug) {
            close();
            details.printStackTrace(out);
        }
    }

    static String describe(long done, long total, double seconds) {
        double rate = seconds > 0 ? done / seconds : 0;
        String remaining = rate > 0 && done < total ? ", " + duration((total - done) / rate) + " left" : "";
        return "  " + NumberFormats.count(done) + " of " + NumberFormats.count(total) + " rows ("
                + (total == 0 ? 100 : done * 100 / total) + " %), " + NumberFormats.count(Math.round(rate)) + " rows/s"
                + remaining;
    }

    private static String duration(double seconds) {
        long whole = Math.max(1, Math.round(seconds));
        return whole < 60 ? whole + " s" : String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }

    private void line(String text) {
        if (!quiet) {
            close();
            out.println(text);
        }
    }

    private static String pad(String text) {
        return text + " ".repeat(Math.max(0, LINE_WIDTH - text.length()));
    }

    /** Leaves the line that was being rewritten. */
    @Override
    public void close() {
        if (lineOpen) {
            out.print("\r" + pad("") + "\r");
            out.flush();
            lineOpen = false;
        }
    }
}
