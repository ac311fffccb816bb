package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed libtorch, to be used in place of the one that travels with the verifier.
 *
 * @param folder where its libraries are
 * @param flavor {@code cpu} or {@code cu128}: which bindings it needs
 * @param versionKnown whether the installation states its version, so that it was checked
 */
record Libtorch(Path folder, String flavor, boolean versionKnown) {
    /** The version that the bindings are made for. */
    static final String VERSION = "2.7.1";

    /** Where pip finds the build for the bindings' CUDA. */
    static final String CUDA_PACKAGES = "https://download.pytorch.org/whl/cu128";

    private static final String HINT = "Name the lib folder of PyTorch " + VERSION
            + ", such as torch/lib of a Python environment, or leave libtorch out to use the one that comes along. The package torch=="
            + VERSION + " brings it: pip install torch==" + VERSION + " --index-url " + CUDA_PACKAGES + " for CUDA.";

    /** All libraries of the folder are loaded, so it must hold nothing else. */
    private static final Pattern SYSTEM_FOLDER =
            Pattern.compile("(/usr)?(/local)?/(lib|lib32|lib64|bin)(/[^/]*-linux-[^/]*)?|/|/usr|/opt/homebrew/lib");

    /** In pip's version.py: {@code __version__ = '2.7.1+cu128'}; in the archive's build-version: {@code 2.7.1+cpu}. */
    private static final Pattern VERSION_TEXT = Pattern.compile(
            "^(?:__version__ *= *['\"])?(\\d+\\.\\d+\\.\\d+)(?:\\+([A-Za-z0-9.]+))?", Pattern.MULTILINE);

    /**
     * Looks at an installation.
     *
     * @throws VerifierException if it cannot be used
     */
    static Libtorch at(final Path given) {
        final Path folder;
        try {
            folder = given.toRealPath();
        } catch (IOException e) {
            throw new VerifierException(Reason.NOT_FOUND, "There is no libtorch folder " + given + ".", HINT, e);
        }
        if (SYSTEM_FOLDER.matcher(folder.toString().replace('\\', '/')).matches()) {
            throw VerifierException.unreadable(
                    "The libtorch folder " + given + " is a folder of the system's libraries.", HINT);
        }
        if (!Files.isRegularFile(folder.resolve(System.mapLibraryName("torch")))) {
            throw VerifierException.unreadable(
                    "The libtorch folder " + given + " does not hold " + System.mapLibraryName("torch") + ".", HINT);
        }
        final boolean cuda = Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
        final Optional<String> version = version(folder);
        if (version.isPresent() && !version.get().equals(VERSION)) {
            throw VerifierException.unreadable(
                    "The libtorch folder " + given + " holds PyTorch " + version.get() + ", and " + VERSION
                            + " is needed.",
                    HINT);
        }
        return new Libtorch(folder, cuda ? "cu128" : "cpu", version.isPresent());
    }

    /** The version that an installation states; empty if it states none. */
    static Optional<String> version(final Path folder) {
        Path parent = folder.getParent();
        if (parent == null) {
            return Optional.empty();
        }
        for (final Path file : List.of(parent.resolve("version.py"), parent.resolve("build-version"))) {
            try {
                final Matcher matcher = VERSION_TEXT.matcher(Files.readString(file));
                if (matcher.find()) {
                    return Optional.of(matcher.group(1));
                }
            } catch (IOException e) {
                // The other layout, or none of them: the version stays unknown.
            }
        }
        return Optional.empty();
    }
}
