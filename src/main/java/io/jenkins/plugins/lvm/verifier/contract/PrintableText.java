package io.jenkins.plugins.lvm.verifier.contract;

import org.jspecify.annotations.NullUnmarked;

/**
 * Text of strangers, such as names in a checkpoint or paths, made fit to be shown in one line. What a terminal or a browser would obey
 * instead of showing it becomes visible as {@code \}{@code uXXXX}: control characters and line breaks, direction marks (CVE-2021-42574,
 * "Trojan Source"), zero-width and other format characters, unpaired surrogates and code points that mean nothing. Letters of all
 * scripts stay as they are.
 */
public final class PrintableText {
    private static final String CUT = "...";

    private PrintableText() {}

    /** The text with nothing hidden in it; null stays null, which the types cannot say. */
    @NullUnmarked
    public static String of(String text) {
        if (text == null || text.codePoints().allMatch(PrintableText::isVisible)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (isVisible(point)) {
                shown.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    shown.append(String.format("\\u%04X", (int) unit));
                }
            }
        });
        return shown.toString();
    }

    /**
     * The text with nothing hidden in it, cut to a length before that.
     *
     * @param longest characters of the text that are shown; a text that has more ends in three dots
     */
    @NullUnmarked
    public static String of(String text, int longest) {
        if (text == null || text.length() <= longest) {
            return of(text);
        }
        boolean splits = longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1));
        return of(text.substring(0, splits ? longest - 1 : longest)) + CUT;
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
