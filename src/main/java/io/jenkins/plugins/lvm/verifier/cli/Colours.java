package io.jenkins.plugins.lvm.verifier.cli;

import java.util.Map;

/**
 * Colours of verdicts on a terminal.
 *
 * @param shown whether there are any
 */
record Colours(boolean shown) {
    /** Plain text. */
    static final Colours NONE = new Colours(false);

    private static final Map<String, String> CODES =
            Map.of("PASSED", "32", "UNSTABLE", "33", "FAILED", "31", "ERROR", "31");

    /**
     * Those of a console.
     *
     * @param terminal whether somebody looks at it
     * @param environment of which {@code NO_COLOR}, if it is not empty, wants none (https://no-color.org)
     */
    static Colours of(boolean terminal, Map<String, String> environment) {
        String none = environment.get("NO_COLOR");
        return new Colours(terminal && (none == null || none.isEmpty()) && !"dumb".equals(environment.get("TERM")));
    }

    /** Those of this process. */
    static Colours here() {
        return of(Terminal.isThere(), System.getenv());
    }

    /** A text that begins with a verdict. */
    String verdict(String text) {
        int end = text.indexOf(' ');
        String code = CODES.get((end < 0 ? text : text.substring(0, end)).replace(":", ""));
        return shown && code != null ? "\u001b[1;" + code + "m" + text + "\u001b[0m" : text;
    }
}
