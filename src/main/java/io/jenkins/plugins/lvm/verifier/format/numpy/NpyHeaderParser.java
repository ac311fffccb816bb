package io.jenkins.plugins.lvm.verifier.format.numpy;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the text of a {@code .npy} header: the Python literal of a dict with exactly the keys {@code descr}, {@code fortran_order} and
 * {@code shape}. Nothing else of Python is understood.
 */
final class NpyHeaderParser {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int at;

    /**
     * What the dict holds.
     *
     * @param descr the type string, or the source text of a structured type
     * @param structured whether it is a structured type
     */
    record Fields(String descr, boolean structured, boolean fortranOrder, List<Long> shape) {}

    private NpyHeaderParser(final String text) {
        this.text = text;
    }

    /**
     * @throws IllegalArgumentException if the text is anything else; its message says what
     */
    static Fields parse(final String text) {
        return new NpyHeaderParser(text).dict();
    }

    private Fields dict() {
        String descr = null;
        boolean structured = false;
        Boolean fortranOrder = null;
        List<Long> shape = null;
        expect('{');
        while (!accept('}')) {
            final String key = string();
            expect(':');
            if (key.equals("descr") && descr == null) {
                structured = peek() != '\'' && peek() != '"';
                descr = structured ? structuredType() : string();
            } else if (key.equals("fortran_order") && fortranOrder == null) {
                fortranOrder = bool();
            } else if (key.equals("shape") && shape == null) {
                shape = shape();
            } else {
                throw unexpected("key '" + key + "'");
            }
            if (!accept(',') && peek() != '}') {
                throw unexpected("text");
            }
        }
        skipSpace();
        if (at < text.length()) {
            throw unexpected("text after the end");
        }
        if (descr == null || fortranOrder == null || shape == null) {
            throw new IllegalArgumentException("its header lacks descr, fortran_order or shape");
        }
        return new Fields(descr, structured, fortranOrder, shape);
    }

    private String string() {
        final char quote = peek();
        if (quote != '\'' && quote != '"') {
            throw unexpected("text where a string belongs");
        }
        final StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            if (text.charAt(at) == '\\' && ++at >= text.length()) {
                break;
            }
            value.append(text.charAt(at));
        }
        expect(quote);
        return value.toString();
    }

    private boolean bool() {
        skipSpace();
        for (final boolean value : new boolean[] {true, false}) {
            final String word = value ? "True" : "False";
            if (text.startsWith(word, at)) {
                at += word.length();
                return value;
            }
        }
        throw unexpected("text where True or False belongs");
    }

    private List<Long> shape() {
        final List<Long> sizes = new ArrayList<>();
        expect('(');
        while (!accept(')')) {
            sizes.add(size());
            if (!accept(',') && (peek() != ')' || sizes.size() == 1)) {
                throw unexpected("text in the shape");
            }
        }
        return sizes;
    }

    private long size() {
        skipSpace();
        final int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        final String digits = text.substring(start, at);
        // Python 2 marked long integers.
        accept('L');
        try {
            return Long.parseLong(digits);
        } catch (final NumberFormatException e) {
            throw unexpected("text where a size belongs");
        }
    }

    /** Steps over nested lists and tuples of strings and numbers, and returns their source text. */
    private String structuredType() {
        skipSpace();
        final int start = at;
        int depth = 0;
        do {
            final char next = peek();
            if (next == '[' || next == '(') {
                depth++;
                at++;
            } else if (next == ']' || next == ')') {
                depth--;
                at++;
            } else if (next == '\'' || next == '"') {
                string();
            } else if (next == ',') {
                at++;
            } else {
                size();
            }
            if (depth > MAX_DEPTH) {
                throw unexpected("nesting");
            }
        } while (depth > 0);
        return text.substring(start, at);
    }

    private void expect(final char wanted) {
        if (!accept(wanted)) {
            throw unexpected("text where " + wanted + " belongs");
        }
    }

    private boolean accept(final char wanted) {
        if (peek() == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** The next character that is not white space; 0 at the end. */
    private char peek() {
        skipSpace();
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n\f".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException unexpected(final String what) {
        return new IllegalArgumentException("its header holds an unexpected " + what + " at character " + at);
    }
}
