package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.List;
import java.util.Set;

/** Folders whose contents are believed or even run: whoever can write there decides what is verified, and how. */
public final class TrustedFolder {
    private static final String ROOT = "root";

    /** Where DJL and JavaCPP unpack native libraries. */
    private static final List<String> UNPACKED = List.of("ENGINE_CACHE_DIR", "org.bytedeco.javacpp.cachedir");

    private TrustedFolder() {}

    /**
     * The engines run what they find unpacked; this has to be looked at before they start.
     *
     * @throws VerifierException as by {@link #requireForLibraries}
     */
    public static void requireForUnpackedLibraries() {
        CodeSource code = TrustedFolder.class.getProtectionDomain().getCodeSource();
        for (String property : UNPACKED) {
            String folder = System.getProperty(property);
            if (folder != null && code != null) {
                requireForLibraries(
                        Path.of(folder), Path.of(URI.create(code.getLocation().toString())));
            }
        }
    }

    /** Makes a folder that is this user's alone, unless it exists. */
    public static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(folder);
            }
        } catch (FileAlreadyExistsException e) {
            // Another process was faster.
        }
    }

    /** Whether this user can write there, and nobody else but root. */
    public static boolean isPrivate(Path folder) {
        try {
            // Then only the owner can write, and root.
            return !isOpen(folder)
                    && Files.isWritable(folder)
                    && (!isRoot() || Files.getOwner(folder).getName().equals(ROOT));
        } catch (UnsupportedOperationException e) {
            return Files.isWritable(folder);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes sure that nobody has put libraries into a folder who does not decide what runs here anyway: this user, root, or the owner of
     * the code itself. Makes the folder if it does not exist.
     *
     * @param code where the code lies that will load the libraries
     * @throws VerifierException if somebody could have
     */
    public static void requireForLibraries(Path folder, Path code) {
        try {
            create(folder);
            if (isOpen(folder)) {
                throw VerifierException.unreadable(
                        "Others can write to the folder of unpacked libraries " + folder
                                + ", and so change what runs here.",
                        "Remove it, or take that right away: chmod -R go-w.");
            }
            String owner = Files.getOwner(folder).getName();
            boolean own = Files.isWritable(folder) && !isRoot();
            if (!own
                    && !owner.equals(ROOT)
                    && !owner.equals(Files.getOwner(code).getName())) {
                throw VerifierException.unreadable(
                        "The folder of unpacked libraries " + folder + " belongs to " + owner
                                + ", who could change what runs here.",
                        "Remove it, or name another folder.");
            }
        } catch (UnsupportedOperationException | IOException e) {
            // Where there are no such rights, there is nothing to look at; what else is wrong with the folder, loading
            // will tell.
            return;
        }
    }

    private static boolean isOpen(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean isRoot() {
        return ROOT.equals(System.getProperty("user.name"));
    }
}
