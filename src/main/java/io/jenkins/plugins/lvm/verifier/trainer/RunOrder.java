package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.NamePattern;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a training run in the order in which they were made.
 *
 * @param basis what the order was told by
 * @param entries the earliest first
 * @param unreadable files that look like checkpoints and could not be read, each with the reason
 */
public record RunOrder(Basis basis, List<Entry> entries, List<String> unreadable) {
    /** An epoch by name, {@code epoch_12}, {@code ep12} or {@code e-12}; else the last number of the name. */
    private static final Pattern NAMED_EPOCH = Pattern.compile("(?i)(?<![a-z])e(?:p(?:och)?)?[-_=.]?(\\d{1,9})(?!\\d)");

    private static final Pattern LAST_NUMBER = Pattern.compile("(?<!\\d)(\\d{1,9})(?=\\D*$)");

    public RunOrder {
        entries = List.copyOf(entries);
        unreadable = List.copyOf(unreadable);
    }

    /** What tells an order. */
    public enum Basis {
        RECORDED_EPOCH("the epoch that each records"),
        NAMED_EPOCH("the epoch in their names"),
        MODIFIED("the time of their last change, since they neither record an epoch nor have one in their names");

        private final String words;

        Basis(String words) {
            this.words = words;
        }

        /** In words, to be put after "in order of". */
        public String words() {
            return words;
        }
    }

    /**
     * A checkpoint.
     *
     * @param epoch as recorded, or else in its name; null where neither tells one
     */
    public record Entry(Path file, @Nullable Long epoch) {}

    /** A file with all that could tell its place. */
    private record Found(Path file, @Nullable Long recorded, @Nullable Long named, FileTime modified) {
        private static final Comparator<Found> BY_TIME = Comparator.comparing(Found::modified)
                .thenComparing(found -> found.file().toString());
    }

    /**
     * Looks for the checkpoints in a folder and those below it. An order is told by what all of them have, and not all the same.
     *
     * @param pattern which names count; null for all checkpoints
     * @throws IOException if the folder cannot be read
     */
    public static RunOrder of(Path folder, @Nullable NamePattern pattern) throws IOException {
        List<Found> found = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (Path file : files(folder, pattern)) {
            try (Checkpoint checkpoint = CheckpointReader.open(file)) {
                found.add(new Found(file, recorded(checkpoint), named(file), Files.getLastModifiedTime(file)));
            } catch (VerifierException e) {
                unreadable.add(e.getMessage());
            }
        }
        Basis basis = tells(found, Found::recorded)
                ? Basis.RECORDED_EPOCH
                : tells(found, Found::named) ? Basis.NAMED_EPOCH : Basis.MODIFIED;
        found.sort(
                switch (basis) {
                    case RECORDED_EPOCH ->
                        Comparator.<Found, Long>comparing(one -> Objects.requireNonNull(one.recorded()))
                                .thenComparing(Found.BY_TIME);
                    case NAMED_EPOCH ->
                        Comparator.<Found, Long>comparing(one -> Objects.requireNonNull(one.named()))
                                .thenComparing(Found.BY_TIME);
                    case MODIFIED -> Found.BY_TIME;
                });
        return new RunOrder(
                basis,
                found.stream()
                        .map(one -> new Entry(one.file(), one.recorded() == null ? one.named() : one.recorded()))
                        .toList(),
                unreadable);
    }

    private static boolean tells(List<Found> found, Function<Found, @Nullable Long> epoch) {
        return found.stream().map(epoch).allMatch(Objects::nonNull)
                && found.stream().map(epoch).distinct().count() > 1;
    }

    private static @Nullable Long recorded(Checkpoint checkpoint) {
        return checkpoint.metadata().get("epoch") instanceof Number epoch ? Long.valueOf(epoch.longValue()) : null;
    }

    static @Nullable Long named(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        for (Pattern pattern : List.of(NAMED_EPOCH, LAST_NUMBER)) {
            Matcher matcher = pattern.matcher(name);
            if (matcher.find()) {
                return Long.valueOf(matcher.group(1));
            }
        }
        return null;
    }

    private static List<Path> files(Path folder, @Nullable NamePattern pattern) throws IOException {
        CheckpointNames checkpoints = CheckpointNames.usual();
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && checkpoints.fits(file)
                        && (pattern == null || pattern.fits(file.getFileName()))) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.naturalOrder());
        return files;
    }
}
