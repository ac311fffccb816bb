package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import java.util.stream.Collectors;

/** Makes errors of others fit for a line of the build's log. */
final class Sentences {
    private static final int LONGEST = 500;

    private Sentences() {}

    /** What went wrong, in one line: the innermost cause that says something, without what wrapped it on its way from the agent. */
    static String of(final Throwable failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                innermost = cause;
            }
        }
        final String message = innermost.getMessage() == null
                ? innermost.getClass().getSimpleName()
                : innermost.getMessage().strip();
        return bounded(message.lines().findFirst().orElse("").replaceFirst("[.:]+$", ""));
    }

    /** The lines of a text, with nothing hidden in them. */
    static String printable(String text) {
        return text.lines().map(PrintableText::of).collect(Collectors.joining("\n"));
    }

    /** A text of bounded length, with nothing hidden in it. */
    static String bounded(final String text) {
        return PrintableText.of(text, LONGEST);
    }
}
