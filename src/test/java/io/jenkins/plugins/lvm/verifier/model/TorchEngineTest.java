package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.pytorch.jni.JniUtils;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchEngineTest {

    @Test
    void computesOnTheCpu() {
        final TorchEngine engine = TorchEngine.start(null, 0);
        final TorchDevice device = engine.device("cpu");
        assertThat(engine.version()).isEqualTo(Libtorch.VERSION);
        assertThat(device.used()).isEqualTo("cpu");
        assertThat(device.name()).isNotBlank();
        assertThat(device.notes()).isEmpty();
    }

    @Test
    void usesAsManyThreadsAsAskedFor() {
        assertThat(TorchEngine.start(null, 3).device("cpu").threads()).isEqualTo(3);
        assertThat(TorchEngine.start(null, 0).device("cpu").threads())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(TorchEngine.start(null, 1).device("cpu").threads()).isEqualTo(1);
        assertThat(JniUtils.getNumThreads()).isEqualTo(1);
        assertThat(JniUtils.getNumInteropThreads()).isEqualTo(1);
    }

    @Test
    void autoFindsADeviceThatWorks() {
        assertThat(TorchEngine.start(null, 1).device("auto").used()).matches("cpu|mps|cuda:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "cuda:0", "cuda:7"})
    void saysThatCudaIsNotThere(final String requested) {
        assertNoDevice(requested, "The device cuda is not available");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysThatMpsIsNotThere() {
        assertNoDevice("mps", "The device mps is not available on this machine.");
    }

    /** DJL does by default, in every start. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void looksForNoCardWhereThereIsNone(@TempDir Path folder) throws Exception {
        assumeThat(Machine.here().hasNvidiaCard()).isFalse();
        Path classes = folder.resolve("classes");
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xlog:class+load:file=" + classes,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starts.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();

        assertThat(started.waitFor())
                .as(Files.readString(folder.resolve("said")))
                .isZero();
        assertThat(Files.readString(classes))
                .contains("ai.djl.pytorch.jni.PyTorchLibrary ")
                .doesNotContain("com.sun.jna.Native ", "java.lang.ProcessImpl ");
    }

    /** A process that needs libtorch. */
    static final class Starts {
        private Starts() {}

        public static void main(String[] args) {
            TorchEngine.start(null, 1).device("auto");
            if (System.getProperty("ai.djl.util.cuda.fork") != null) {
                throw new IllegalStateException("what was set to spare the search is left behind");
            }
        }
    }

    private static void assertNoDevice(final String requested, final String message) {
        final TorchEngine engine = TorchEngine.start(null, 1);
        assertThatThrownBy(() -> engine.device(requested))
                .isInstanceOfSatisfying(VerifierException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.NO_DEVICE);
                    assertThat(e.hint()).isNotBlank();
                })
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:", "cuda:x", "CPU", ""})
    void anUnknownDeviceIsAnErrorOfUsage(final String requested) {
        final TorchEngine engine = TorchEngine.start(null, 1);
        assertThatThrownBy(() -> engine.device(requested))
                .isInstanceOfSatisfying(
                        VerifierException.class, e -> assertThat(e.reason()).isEqualTo(Reason.USAGE))
                .hasMessageContaining("There is no device '" + requested + "'.");
    }

    @ParameterizedTest
    @CsvSource({
        "version.py, __version__ = '2.6.0+cu124', 2.6.0",
        "version.py, __version__ = '1.13.0a0', 1.13.0",
        "build-version, 2.5.1+cpu, 2.5.1"
    })
    void refusesAnotherVersionOfLibtorchByItsNumber(
            final String file, final String content, final String version, @TempDir final Path torch)
            throws IOException {
        final Path lib = installed(torch);
        Files.writeString(torch.resolve(file), content + System.lineSeparator());
        assertThatThrownBy(() -> TorchEngine.start(lib, 1))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining("holds PyTorch " + version + ", and 2.7.1 is needed");
    }

    @Test
    void acceptsAnInstallationOfTheRightVersion(@TempDir final Path torch) throws IOException {
        final Path lib = installed(torch);
        assertThat(Libtorch.at(lib)).isEqualTo(new Libtorch(lib.toRealPath(), "cpu", false));
        Files.writeString(torch.resolve("version.py"), "from typing import Optional\n__version__ = '2.7.1+cu126'\n");
        Files.createFile(lib.resolve(System.mapLibraryName("torch_cuda")));
        assertThat(Libtorch.at(lib)).isEqualTo(new Libtorch(lib.toRealPath(), "cu128", true));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesFoldersOfTheSystem() throws IOException {
        final Path system = Path.of("/usr/lib").toRealPath();
        assertThatThrownBy(() -> Libtorch.at(system))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining("is a folder of the system's libraries");
        final Path ofArchitecture = system.resolve(
                System.getProperty("os.arch").toLowerCase(Locale.ROOT).replace("amd64", "x86_64") + "-linux-gnu");
        if (Files.exists(ofArchitecture)) {
            assertThatThrownBy(() -> Libtorch.at(ofArchitecture))
                    .hasMessageContaining("is a folder of the system's libraries");
        }
    }

    @Test
    void refusesFoldersWithoutLibtorch(@TempDir final Path empty) {
        assertThatThrownBy(() -> Libtorch.at(empty))
                .isInstanceOf(VerifierException.class)
                .hasMessageContaining("does not hold " + System.mapLibraryName("torch"));
        assertThatThrownBy(() -> Libtorch.at(empty.resolve("nowhere")))
                .isInstanceOfSatisfying(
                        VerifierException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    private static Path installed(final Path torch) throws IOException {
        final Path lib = Files.createDirectories(torch.resolve("lib"));
        Files.createFile(lib.resolve(System.mapLibraryName("torch")));
        return lib;
    }
}
