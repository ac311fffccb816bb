package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

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

    /**
     * Looks them up.
     *
     * @param parameter path or Ant pattern in the workspace, or an absolute path
     */
    static CheckpointFiles find(final FilePath workspace, final String parameter, final PrintStream log)
            throws IOException, InterruptedException {
        final boolean pattern = WILDCARD.matcher(parameter).find();
        if (!pattern || workspace.child(parameter).exists()) {
            // A path that leads nowhere is the verifier's to explain: it may exist in the container alone.
            return new CheckpointFiles(List.of(workspace.child(parameter)), true);
        }
        if (ABSOLUTE.matcher(parameter).matches()) {
            throw new AbortException("Patterns are looked up in the workspace only, and '" + parameter
                    + "' is absolute. Name one file, or link the folder into the workspace.");
        }
        if (!workspace.exists()) {
            return new CheckpointFiles(List.of(), true);
        }
        final List<FilePath> matches = new ArrayList<>(List.of(workspace.list(parameter)));
        matches.sort(Comparator.comparing(FilePath::getRemote));
        final List<FilePath> distinct = distinct(matches, log);
        if (distinct.size() > MOST) {
            log.println(distinct.size() + " checkpoints match " + parameter + "; only the first " + MOST
                    + " are verified. Narrow the pattern, or use several steps.");
            return new CheckpointFiles(List.copyOf(distinct.subList(0, MOST)), false);
        }
        return new CheckpointFiles(Collections.unmodifiableList(distinct), true);
    }

    private static String sha256(FilePath file) throws IOException, InterruptedException {
        try (InputStream in = file.read()) {
            return DigestUtils.sha256Hex(in);
        }
    }

    private static List<FilePath> distinct(final List<FilePath> files, final PrintStream log)
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
                    // FilePath's digest is MD5, which can be forged, and only spares the reading of files that differ.
                    if (first != null && sha256(first).equals(sha256(file))) {
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
