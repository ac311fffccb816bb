package io.jenkins.plugins.lvm.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Where the build puts what the live tests need, and small file operations. */
final class LiveFiles {
    private LiveFiles() {}

    /** Scratch folder of the live tests. */
    static Path directory() {
        return Path.of(required("live.directory")).toAbsolutePath();
    }

    /** A file that the build fetched for the live tests. */
    static Path resource(final String name) {
        return directory().resolve("fetched").resolve(name);
    }

    /** The plugin as built. */
    static Path plugin() {
        return Path.of(required("live.hpi")).toAbsolutePath();
    }

    /** The plugin as built for the Jenkins project, without libraries. */
    static Path slimPlugin() {
        Path plugin = plugin();
        return plugin.resolveSibling(plugin.getFileName().toString().replace(".hpi", "-slim.hpi"));
    }

    /** The repository of the Maven that built the plugin. */
    static Path repository() {
        return Path.of(required("live.repository")).toAbsolutePath();
    }

    /** One of the shipped examples. */
    static Path example(final String name) {
        return Path.of(required("basedir"), "examples", name).toAbsolutePath();
    }

    static Path testClasses() {
        return Path.of(required("live.testClasses")).toAbsolutePath();
    }

    static Path jenkinsApiClasses() {
        return Path.of(required("live.jenkinsApi")).toAbsolutePath();
    }

    /** The Java that runs the tests. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static List<String> list(final String... elements) {
        return new ArrayList<>(List.of(elements));
    }

    /** Packs the files below {@code root} whose relative path is wanted. */
    static void jar(
            final Path target,
            final Manifest manifest,
            final String prefix,
            final Path root,
            final Predicate<String> wanted)
            throws IOException {
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(root)) {
            for (final Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                final String path = root.relativize(file).toString();
                if (wanted.test(path)) {
                    jar.putNextEntry(new ZipEntry(prefix + path));
                    Files.copy(file, jar);
                    jar.closeEntry();
                }
            }
        }
    }

    static void unzip(final Path archive, final Path target) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (final ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                final Path file = target.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
    }

    /** Gives the files of a folder, if it is there, other names below another folder; folders are as open as they were. */
    static void link(Path root, Path target) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.createDirectories(target.getParent());
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Path other = target.resolve(root.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectory(
                            other, PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(file)));
                } else {
                    Files.createLink(other, file);
                }
            }
        }
    }

    /** Deletes a folder and what is in it, if it is there. */
    static void delete(final Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static String required(final String property) {
        final String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(
                    "The live tests are run by the build (mvn verify), which sets the system property " + property
                            + ".");
        }
        return value;
    }
}
