package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a libtorch with CUDA where one usually is, without starting anything: where {@code LIBTORCH} says, in the Python environment
 * that is active, in the user's and in the system's Python.
 *
 * @param usable of the right version, the first that was found
 * @param others what else was found, in words
 */
record LibtorchSearch(@Nullable Libtorch usable, List<String> others) {
    /** Below a prefix that Python packages are installed in. */
    private static final List<String> PACKAGES = List.of("site-packages", "dist-packages");

    LibtorchSearch {
        others = List.copyOf(others);
    }

    /**
     * Looks on this machine.
     *
     * @param root of its file system
     */
    static LibtorchSearch in(Path root, Function<String, @Nullable String> environment) {
        Libtorch usable = null;
        List<String> others = new ArrayList<>();
        for (Path folder : folders(root, environment)) {
            if (!Files.isRegularFile(folder.resolve(System.mapLibraryName("torch_cuda")))) {
                if (Files.isRegularFile(folder.resolve(System.mapLibraryName("torch")))) {
                    others.add(folder + " is made for CPUs");
                }
                continue;
            }
            try {
                Libtorch found = Libtorch.at(folder);
                usable = usable == null ? found : usable;
            } catch (VerifierException e) {
                others.add(Libtorch.version(folder)
                        .map(version -> folder + " is PyTorch " + version)
                        .orElse(folder + " cannot be used"));
            }
        }
        return new LibtorchSearch(usable, others);
    }

    private static List<Path> folders(Path root, Function<String, @Nullable String> environment) {
        List<Path> folders = new ArrayList<>();
        String named = environment.apply("LIBTORCH");
        if (named != null && !named.isBlank()) {
            folders.add(Path.of(named, "lib"));
            folders.add(Path.of(named));
        }
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            String prefix = environment.apply(variable);
            if (prefix != null && !prefix.isBlank()) {
                addPackages(folders, Path.of(prefix, "lib"));
            }
        }
        String home = environment.apply("HOME");
        if (home != null && !home.isBlank()) {
            addPackages(folders, Path.of(home, ".local", "lib"));
        }
        addPackages(folders, root.resolve("usr/local/lib"));
        addPackages(folders, root.resolve("usr/lib"));
        return folders;
    }

    /** Of each Python below a folder of libraries. */
    private static void addPackages(List<Path> folders, Path lib) {
        try (DirectoryStream<Path> pythons = Files.newDirectoryStream(lib, "python3*")) {
            for (Path python : pythons) {
                for (String packages : PACKAGES) {
                    folders.add(python.resolve(packages).resolve("torch").resolve("lib"));
                }
            }
        } catch (IOException e) {
            // No such folder, or nobody may look into it.
            return;
        }
    }

    /** What brings a libtorch that can be used, and what was found in its place. */
    String hint() {
        return (others.isEmpty()
                        ? ""
                        : "Found: " + String.join("; ", others.subList(0, Math.min(3, others.size()))) + ". ")
                + String.format(
                        Locale.ROOT,
                        "Install the package torch==%s of CUDA 12.8, with pip install torch==%s --index-url %s, in the active Python"
                                + " environment, or name its torch/lib as libtorch; or choose another device.",
                        Libtorch.VERSION,
                        Libtorch.VERSION,
                        Libtorch.CUDA_PACKAGES);
    }
}
