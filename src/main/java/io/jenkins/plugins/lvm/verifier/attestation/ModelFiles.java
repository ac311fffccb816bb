package io.jenkins.plugins.lvm.verifier.attestation;

import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All files of a model that is a folder, as section 6 of the specification of model signatures enumerates them: by their paths in it, in the
 * order of code points, without what version control keeps there. Links are not followed.
 */
public final class ModelFiles {
    /** What is no part of a model by the specification. */
    private static final Set<String> NO_PART = Set.of(".git", ".gitattributes", ".github", ".gitignore");
    /** UTF-8 has the order of code points, which {@code char}s have not. */
    private static final Comparator<String> CODE_POINTS = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private final Path root;
    private final Set<String> ignored;
    private final List<String> names;

    private ModelFiles(Path root, Set<String> ignored, List<String> names) {
        this.root = root;
        this.ignored = ignored;
        this.names = names;
    }

    /**
     * Looks which files there are, without reading them.
     *
     * @param beside files that are no part of the model, such as the signature; they may lie in the folder or elsewhere
     * @throws VerifierException if there are none, or one is a link, or the folder cannot be listed
     */
    public static ModelFiles in(Path folder, List<Path> beside) {
        Path root = folder.toAbsolutePath().normalize();
        Set<String> inside = new TreeSet<>();
        for (Path file : beside) {
            Path absolute = file.toAbsolutePath().normalize();
            if (absolute.startsWith(root) && !absolute.equals(root)) {
                inside.add(name(root, absolute));
            }
        }
        return list(root, ignored(inside));
    }

    /**
     * Digests the files of a folder that others have not read, for an attestation or a signature of the whole folder.
     *
     * @param read what was read, by name
     * @throws VerifierException if there are too many files, or one is a link or cannot be read
     */
    public static List<FilePart> besides(Path folder, List<FilePart> read) {
        ModelFiles all = in(folder, List.of());
        Set<String> known = read.stream().map(FilePart::name).collect(Collectors.toSet());
        List<FilePart> others = new ArrayList<>();
        for (String name : all.names) {
            if (!known.contains(name)) {
                others.add(all.part(name));
            }
        }
        return others;
    }

    private FilePart part(String name) {
        Path file = root.resolve(name);
        try {
            return new FilePart(name, digest(file), Files.size(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.hex(in);
        }
    }

    /** The same without further files. */
    ModelFiles without(Set<String> more) {
        Set<String> all = new TreeSet<>(ignored);
        all.addAll(more);
        return list(root, all);
    }

    private static ModelFiles list(Path root, Set<String> ignored) {
        List<String> names = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return ignored.contains(name(root, folder))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!ignored.contains(name(root, file))) {
                        requireFile(file, attributes);
                        names.add(name(root, file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw unreadable(root, e);
        }
        if (names.isEmpty()) {
            throw VerifierException.unreadable(
                    PrintableText.of(root.toString()) + " holds no file that could be signed.",
                    "Name the model's folder.");
        }
        if (names.size() > CheckpointFile.MOST_FILES) {
            throw VerifierException.unreadable(
                    PrintableText.of(root.toString()) + " holds " + names.size() + " files, and a model of up to "
                            + CheckpointFile.MOST_FILES + " is attested and signed.",
                    "Save the model into a folder of its own.");
        }
        names.sort(CODE_POINTS);
        return new ModelFiles(root, ignored, names);
    }

    private static void requireFile(Path file, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            throw VerifierException.unreadable(
                    PrintableText.of(file.toString())
                            + " is a link or a device, and only files are attested and signed.",
                    "Copy the model with the files that its links lead to, as cp -rL does.");
        }
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace(File.separatorChar, '/');
    }

    static VerifierException unreadable(Path file, IOException e) {
        return new VerifierException(
                Reason.UNREADABLE,
                PrintableText.of(file.toString()) + " cannot be read: "
                        + PrintableText.of(String.valueOf(e.getMessage())) + ".",
                "Look at the permissions of the model's folder.",
                e);
    }

    /** As a verification took them: SHA-256 in hex of each file but those beside the model, by its path in the folder. */
    static Map<String, String> digests(CheckpointFile folder, Set<String> beside) {
        List<FilePart> parts = folder.parts();
        if (parts == null || folder.others() == null) {
            throw VerifierException.unreadable(
                    PrintableText.of(folder.path()) + " was verified without a look at all of its files, so that it is"
                            + " not signed.",
                    "Verify it again.");
        }
        Map<String, String> digests = new TreeMap<>(CODE_POINTS);
        parts.stream()
                .filter(part -> !beside.contains(part.name()))
                .forEach(part -> digests.put(part.name(), part.sha256()));
        return digests;
    }

    /** With what is no part of any model. */
    static Set<String> ignored(Set<String> beside) {
        Set<String> ignored = new TreeSet<>(NO_PART);
        ignored.addAll(beside);
        return ignored;
    }

    /** Whether a path at the top of a folder is no part of a model by the specification. */
    public static boolean isNoPart(String name) {
        return NO_PART.contains(name);
    }

    /** Name of the model. */
    String name() {
        return String.valueOf(root.getFileName());
    }

    /** Paths in the folder that are no part of the model. */
    Set<String> ignored() {
        return ignored;
    }

    /** SHA-256 in hex of each file, by its path in the folder. */
    Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        for (String name : names) {
            Path file = root.resolve(name);
            try {
                digests.put(name, digest(file));
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
        return digests;
    }
}
