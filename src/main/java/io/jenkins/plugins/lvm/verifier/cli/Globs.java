package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.NamePattern;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Patterns that no shell has expanded; see {@link NamePattern}.
 * A name of which there is a file is that file, whatever it is made of.
 */
final class Globs {
    private static final int MOST = 200;
    private static final int DEEPEST = 20;

    private Globs() {}

    /**
     * The files that names and patterns stand for, those of a pattern in order of their paths.
     *
     * @throws VerifierException if a pattern is not one, or matches no file or too many
     */
    static List<String> expand(List<String> names) {
        List<String> expanded = new ArrayList<>();
        for (String name : names) {
            if (!NamePattern.isOne(name) || Files.exists(Path.of(name))) {
                expanded.add(name);
            } else {
                expanded.addAll(matches(name));
            }
        }
        return expanded;
    }

    private static List<String> matches(String pattern) {
        Path whole = Path.of(pattern);
        Path folder = whole.isAbsolute() ? whole.getRoot() : Path.of("");
        int fixed = 0;
        while (fixed < whole.getNameCount() - 1
                && !NamePattern.isOne(whole.getName(fixed).toString())) {
            folder = folder.resolve(whole.getName(fixed++));
        }
        NamePattern matching = matching(pattern);
        TreeSet<String> found = new TreeSet<>();
        boolean anyFolders = pattern.contains("**");
        try {
            Files.walkFileTree(
                    folder, Set.of(), anyFolders ? DEEPEST : whole.getNameCount() - fixed, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (!attributes.isDirectory() && matching.fits(file)) {
                                found.add(file.toString());
                            }
                            return found.size() > MOST ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failure) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw VerifierException.unreadable(
                    "The folder of " + pattern + " cannot be read.", "Name a folder that you may read.");
        }
        if (found.isEmpty()) {
            throw new VerifierException(
                    Reason.NOT_FOUND, "No file matches " + pattern + ".", "See what is there with ls.");
        }
        if (found.size() > MOST) {
            throw new VerifierException(
                    Reason.USAGE, pattern + " matches more than " + MOST + " files.", "Name fewer of them at a time.");
        }
        return List.copyOf(found);
    }

    private static NamePattern matching(String pattern) {
        try {
            return NamePattern.of(pattern);
        } catch (IllegalArgumentException e) {
            throw new VerifierException(
                    Reason.USAGE, pattern + " is not a pattern of file names.", "Close brackets and braces.", e);
        }
    }
}
