package io.jenkins.plugins.lvm.verifier.artifact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of a Maven repository, pinned by its content.
 *
 * @param part what it belongs to: {@code libraries}, or the name of a platform
 * @param sha256 digest of its bytes, in hexadecimal
 * @param bytes its size
 * @param path below a repository, such as {@code info/picocli/picocli/4.7.7/picocli-4.7.7.jar}: the coordinates in Maven's layout
 */
public record Artifact(String part, String sha256, long bytes, String path) {
    /** The part that every platform needs. */
    public static final String LIBRARIES = "libraries";

    private static final Pattern LINE = Pattern.compile(
            "([a-z][a-z0-9_-]{0,63}) ([0-9a-f]{64}) ([1-9]\\d{0,11}) ((?:[A-Za-z0-9][A-Za-z0-9._+-]*/){3,}[A-Za-z0-9][A-Za-z0-9._+-]*\\.jar)");

    /**
     * Reads a line of the list.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static Artifact parse(String line) {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new IllegalArgumentException("'" + line + "' is not a part, a SHA-256, a size and a path.");
        }
        return new Artifact(fields.group(1), fields.group(2), Long.parseLong(fields.group(3)), fields.group(4));
    }

    /** The line of the list. */
    @Override
    public String toString() {
        return part + " " + sha256 + " " + bytes + " " + path;
    }

    /** Name of the file. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
