package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.cli.LvmVerify;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What libtorch prints on its own, in a process of its own. It is loaded here as anywhere; that the machine is another one is only said. */
class NativeMessagesTest {
    private static final String WARNING = "Casting complex values to real discards the imaginary part";

    private static String run(Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        Collections.addAll(command, arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void onWindowsTheLibraryKeepsThemToItself() throws Exception {
        assertThat(run(Casting.class, "Windows Server 2022", ""))
                .contains("cast")
                .doesNotContain(WARNING);
        assertThat(run(Casting.class, "Windows Server 2022", "all")).contains("cast", WARNING);
    }

    /** The launcher leaves them out. */
    @Test
    void elsewhereNothingIsChanged() throws Exception {
        assertThat(run(Casting.class, System.getProperty("os.name"), "")).contains("cast", WARNING);
    }

    @Test
    void whoAsksForDetailsSeesThem() throws Exception {
        assertThat(run(Telling.class, "--version", "--debug")).contains("native messages: all");
        assertThat(run(Telling.class, "--version")).contains("native messages: null");
    }

    /** Starts the engine as a verification does, and casts a complex number, of which the library warns. */
    static final class Casting {
        private Casting() {}

        public static void main(String[] args) {
            RowScorer.start();
            Engine.getEngine("PyTorch");
            System.setProperty("os.name", args[0]);
            if (args[1].equals("all")) {
                NativeMessages.showAll();
            }
            TorchEngine.start(null, 1);
            try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
                    NDArray two = manager.create(new float[] {1, 1}, new Shape(1, 2));
                    NDArray complex = two.complex();
                    NDArray real = complex.toType(DataType.FLOAT32, true)) {
                System.out.println("cast " + real.getShape());
            }
        }
    }

    /** The command itself, of which is told what it asked for. */
    static final class Telling {
        private Telling() {}

        public static void main(String[] args) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> System.out.println("native messages: " + System.getProperty("lvm.nativeMessages"))));
            LvmVerify.main(args);
        }
    }
}
