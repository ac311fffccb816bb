package io.jenkins.plugins.lvm.verifier.format;

import java.util.Locale;

/**
 * Text of a stranger, such as a name out of a file, made fit to be shown: what would move the cursor, turn the direction of writing or
 * not be seen at all appears as a {@code \}{@code uXXXX} escape of its UTF-16 code units, and long text is cut.
 *
 * <p>That covers control characters and line ends, everything of Unicode's category Cf (zero-width characters, U+061C, U+200E and
 * U+200F, the bidirectional controls U+202A to U+202E and U+2066 to U+2069, soft hyphens, tags), line and paragraph separators,
 * unpaired surrogates, code points that are not assigned or private, and letters that show nothing. See Unicode Technical Report 36,
 * "Unicode Security Considerations".
 */
public final class PrintableText {
    /** Characters of a name in a message, unless said otherwise. */
    public static final int LONGEST = 120;

    private static final String CUT = "...";
    /** Letters and marks without a shape: Hangul fillers, a combining joiner, Khmer vowels, the empty Braille pattern, selectors. */
    private static final String BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

    private PrintableText() {}

    /** The text, of at most {@value #LONGEST} code points before escaping; "null" for none. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /**
     * The text with what cannot be seen made visible.
     *
     * @param longest code points that are shown before "..."
     */
    public static String of(String text, int longest) {
        String whole = String.valueOf(text);
        StringBuilder shown = new StringBuilder(Math.min(whole.length(), longest));
        int count = 0;
        for (int at = 0; at < whole.length(); count++) {
            if (count == longest) {
                return shown.append(CUT).toString();
            }
            int code = whole.codePointAt(at);
            int units = Character.charCount(code);
            if (isVisible(code)) {
                shown.appendCodePoint(code);
            } else {
                whole.substring(at, at + units)
                        .chars()
                        .forEach(unit -> shown.append(String.format(Locale.ROOT, "\\u%04x", unit)));
            }
            at += units;
        }
        return shown.toString();
    }

    /** Whether a code point shows as itself, a space included, and leaves the text around it alone. */
    public static boolean isVisible(int code) {
        return switch (Character.getType(code)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> BLANK.indexOf(code) < 0 && !isVariationSelector(code);
        };
    }

    private static boolean isVariationSelector(int code) {
        return code >= 0xfe00 && code <= 0xfe0f || code >= 0xe0100 && code <= 0xe01ef;
    }
}
