package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checkpoints that a step's parameter names.
 *
 * @param files sorted by path, each content once
 * @param complete whether all of them are there; false if there are more than are verified in one step
 */
record CheckpointFiles(List<FilePath> files, boolean complete) {
    /** Number of checkpoints verified in one step at most. */
    static final int MOST = 200;

    private static final Pattern WILDCARD = Pattern.compile("[*?]");
    private static final Pattern ABSOLUTE = Pattern.compile("(/|\\\\|[A-Za-z]:).*", Pattern.DOTALL);

    /** What {@code sha256sum} and {@code shasum} print; a backslash says that they mask something in the name. */
    private static final Pattern SHA_256 = Pattern.compile("^\\\\?([0-9a-f]{64})\\s", Pattern.MULTILINE);

    /** Whether a parameter may name several files. */
    static boolean isPattern(String parameter) {
        return WILDCARD.matcher(parameter).find();
    }

    /** Whether a parameter names a place of the agent, not of the workspace. */
    static boolean isAbsolute(String parameter) {
        return ABSOLUTE.matcher(parameter).matches();
    }

    /**
     * Looks them up.
     *
     * @param parameter path or Ant pattern in the workspace, or an absolute path
     * @param shell of the build's processes
     */
    static CheckpointFiles find(FilePath workspace, String parameter, AgentShell shell, PrintStream log)
            throws IOException, InterruptedException {
        final boolean pattern = isPattern(parameter);
        if (!pattern || workspace.child(parameter).exists()) {
            // A path that leads nowhere is the verifier's to explain: it may exist in the container alone.
            return new CheckpointFiles(List.of(workspace.child(parameter)), true);
        }
        if (isAbsolute(parameter)) {
            throw new AbortException("Patterns are looked up in the workspace only, and '" + parameter
                    + "' is absolute. Name one file, or link the folder into the workspace.");
        }
        if (!workspace.exists()) {
            return new CheckpointFiles(List.of(), true);
        }
        final List<FilePath> matches = new ArrayList<>(List.of(workspace.list(parameter)));
        matches.sort(Comparator.comparing(FilePath::getRemote));
        final List<FilePath> distinct = distinct(matches, shell, log);
        if (distinct.size() > MOST) {
            log.println(distinct.size() + " checkpoints match " + parameter + "; only the first " + MOST
                    + " are verified. Narrow the pattern, or use several steps.");
            return new CheckpointFiles(List.copyOf(distinct.subList(0, MOST)), false);
        }
        return new CheckpointFiles(Collections.unmodifiableList(distinct), true);
    }

    /** Asks where the files are; where that cannot be told, both are verified. */
    private static boolean haveSameSha256(FilePath one, FilePath other, AgentShell shell) throws InterruptedException {
        Set<String> digests = new HashSet<>();
        for (FilePath file : List.of(one, other)) {
            Matcher printed = SHA_256.matcher(shell.output(
                    SHA_256,
                    "sh",
                    "-c",
                    "sha256sum \"$1\" 2>/dev/null || shasum -a 256 \"$1\"",
                    "sh",
                    file.getRemote()));
            if (!printed.find()) {
                return false;
            }
            digests.add(printed.group(1));
        }
        return digests.size() == 1;
    }

    private static List<FilePath> distinct(List<FilePath> files, AgentShell shell, PrintStream log)
            throws IOException, InterruptedException {
        final Map<Long, List<FilePath>> bySize = new HashMap<>();
        for (final FilePath file : files) {
            bySize.computeIfAbsent(file.length(), size -> new ArrayList<>()).add(file);
        }
        final Map<FilePath, FilePath> copies = new HashMap<>();
        for (final List<FilePath> same : bySize.values()) {
            if (same.size() > 1) {
                final Map<String, FilePath> byDigest = new HashMap<>();
                for (final FilePath file : same) {
                    final FilePath first = byDigest.putIfAbsent(file.digest(), file);
                    // FilePath's digest is MD5, which can be forged: it only spares asking about files that differ.
                    if (first != null && haveSameSha256(first, file, shell)) {
                        copies.put(file, first);
                    }
                }
            }
        }
        final List<FilePath> distinct = new ArrayList<>();
        for (final FilePath file : files) {
            if (copies.containsKey(file)) {
                log.println(file.getRemote() + " is a copy of "
                        + copies.get(file).getRemote() + " and not verified again.");
            } else {
                distinct.add(file);
            }
        }
        return distinct;
    }
}
