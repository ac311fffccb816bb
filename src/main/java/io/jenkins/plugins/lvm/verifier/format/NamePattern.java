package io.jenkins.plugins.lvm.verifier.format;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.Pattern;

/**
 * A pattern of file names as shells have it: {@code *}, {@code ?}, {@code [abc]} and {@code {a,b}} within a name, {@code **} for any
 * folders.
 */
public final class NamePattern {
    private static final Pattern SPECIAL = Pattern.compile("[*?\\[{]");

    private final PathMatcher matcher;

    private NamePattern(PathMatcher matcher) {
        this.matcher = matcher;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is not one; the message is for the user
     */
    public static NamePattern of(String pattern) {
        try {
            return new NamePattern(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + pattern
                            + "' is not a pattern of file names. Close brackets and braces, or write one like *.pt.",
                    e);
        }
    }

    /** Whether a name, or a part of one, stands for others than itself. */
    public static boolean isOne(String name) {
        return SPECIAL.matcher(name).find();
    }

    /** Whether a name, or a path where the pattern is one of paths, is one of those. */
    public boolean fits(Path name) {
        return matcher.matches(name);
    }
}
