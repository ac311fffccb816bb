package io.jenkins.plugins.lvm.verifier.cli;

import java.io.Console;

/** The terminal that standard output may be. */
final class Terminal {
    private static final int CONSOLES_TELL = 22;

    private Terminal() {}

    /** Whether somebody looks at it: since Java 22 there is a console where there is none, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isThere() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < CONSOLES_TELL) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
