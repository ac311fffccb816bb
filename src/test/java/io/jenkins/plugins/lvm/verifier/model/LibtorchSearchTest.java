package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where a libtorch with CUDA is found, by files that look like one. */
@EnabledOnOs(OS.LINUX)
class LibtorchSearchTest {
    @TempDir
    private Path root;

    private Path installed(String folder, String version, boolean cuda) throws IOException {
        Path lib = Files.createDirectories(root.resolve(folder).resolve("torch/lib"));
        Files.createFile(lib.resolve("libtorch.so"));
        if (cuda) {
            Files.createFile(lib.resolve("libtorch_cuda.so"));
        }
        Files.writeString(lib.resolveSibling("version.py"), "__version__ = '" + version + "'\n");
        return lib;
    }

    @Test
    void theActiveEnvironmentComesBeforeTheSystem() throws IOException {
        Path ours = installed("venv/lib/python3.12/site-packages", "2.7.1+cu128", true);
        installed("usr/lib/python3/dist-packages", "2.7.1+cu128", true);

        LibtorchSearch found = LibtorchSearch.in(
                root, Map.of("VIRTUAL_ENV", root.resolve("venv").toString())::get);
        assertThat(found.usable().folder()).isEqualTo(ours.toRealPath());
        assertThat(found.usable().flavor()).isEqualTo("cu128");
        assertThat(found.others()).isEmpty();
    }

    @Test
    void whereLibtorchSaysComesFirst() throws IOException {
        Path named = installed("opt/x", "2.7.1+cu128", true).getParent();
        installed("home/.local/lib/python3.11/site-packages", "2.7.1+cu128", true);

        assertThat(LibtorchSearch.in(
                                root,
                                Map.of(
                                        "LIBTORCH",
                                        named.toString(),
                                        "HOME",
                                        root.resolve("home").toString())::get)
                        .usable()
                        .folder())
                .isEqualTo(named.resolve("lib").toRealPath());
    }

    @Test
    void whatCannotBeUsedIsNamedWithThePackageThatCan() throws IOException {
        Path old = installed("usr/local/lib/python3.10/dist-packages", "2.6.0+cu124", true);
        Path cpu = installed("usr/lib/python3/dist-packages", "2.7.1+cpu", false);

        LibtorchSearch found = LibtorchSearch.in(root, name -> null);
        assertThat(found.usable()).isNull();
        assertThat(found.hint())
                .contains(old + " is PyTorch 2.6.0", cpu + " is made for CPUs")
                .contains("Install the package torch==2.7.1 of CUDA 12.8")
                .contains("pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu128");
    }

    @Test
    void nothingIsFoundWhereNothingIs() {
        assertThat(LibtorchSearch.in(root, name -> null).hint()).startsWith("Install the package torch==2.7.1");
    }
}
