package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every input of every command: something that is not a regular file ends it at once, with the exit code of an unreadable input. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InputFilesTest {
    private static final int UNREADABLE = 65;
    private static final int NOT_FOUND = 66;
    private static final String INPUT = "INPUT";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String line, Path input) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ")) {
            words.add(
                    word.endsWith(INPUT)
                            ? word.replace(INPUT, input.toString())
                            : word.equals("ATTESTATION")
                                    ? folder.resolve("attestation.json").toString()
                                    : word.matches("(train|good|none)\\..*") ? GatesFixtures.file(word) : word);
        }
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe.npz");
        assumeTrue(Files.exists(pipe)
                || new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        return pipe;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify --data INPUT --checkpoint good.pt",
                "verify --data train.npz --checkpoint INPUT",
                "verify --data train.npz --checkpoint good.pt --baseline INPUT",
                "verify --data train.npz --checkpoint good.pt --baseline-report INPUT",
                "verify --data train.npz --checkpoint good.pt --held-out INPUT",
                "verify --data train.npz --checkpoint good.pt --serving-forward gru-stack --predictions INPUT",
                "align --data train.npz --checkpoint good.pt --articles INPUT",
                "verify --data train.npz --checkpoint good.pt --alignment --articles INPUT",
                "align --data INPUT --checkpoint good.pt",
                "align --data train.npz --checkpoint INPUT",
                "align --data train.npz --checkpoint good.pt --ood INPUT",
                "inspect INPUT",
                "attest-check INPUT --checkpoint good.pt",
                "audit --data train.npz --checkpoint good.pt --cosines none.f32 --attestation INPUT",
                "verify --data train.npz --checkpoint good.pt --forward-onnx INPUT",
                "verify --data train.npz --checkpoint good.pt --attest ATTESTATION --sign-key INPUT",
                "verify --config INPUT --data train.npz --checkpoint good.pt",
                "serve-check --url http://127.0.0.1:9/ --data train.npz --checkpoint good.pt --certificates INPUT",
                "serve-check --url http://127.0.0.1:9/ --data train.npz --checkpoint good.pt --headers X=file:INPUT",
                "serve-check --url http://127.0.0.1:9/ --data train.npz --cosines none.f32 --attestation INPUT",
                "merge INPUT"
            })
    void anInputThatIsNotARegularFileIsRefusedAtOnce(String line) throws Exception {
        for (Path input : List.of(pipe(), Path.of("/dev/zero"), folder)) {
            assertThat(run(line, input)).as(line + ": " + out + err).isEqualTo(UNREADABLE);
            String expected =
                    input.equals(folder) ? " is a folder" : " is a pipe, a socket or a device, not a regular file.";
            assertThat(out.toString() + err).contains(input + expected);
        }
        Path absent = folder.resolve("absent.npz");
        assertThat(run(line, absent)).as(line).isEqualTo(NOT_FOUND);
        assertThat(out.toString() + err).contains(absent + " does not exist.");
    }

    @Test
    void aPipeThatIsNamedAsAFolderIsNotWaitedFor() throws Exception {
        assertThat(run("verify --data train.npz --checkpoint good.pt --siblings INPUT", pipe()))
                .isEqualTo(64);
        assertThat(out.toString() + err).contains("The folder of siblings " + pipe() + " cannot be read.");
        assertThat(run("bisect --data train.npz INPUT", pipe())).isEqualTo(NOT_FOUND);
        assertThat(out.toString() + err).contains(pipe() + " is not a folder.");
    }

    @Test
    void dataOfAnotherWidthIsNamedWithBothWidths() {
        Path data = PythonFixtures.run("dataset_fixtures.py", "dataset").resolve("numpy-stored.npz");
        assertThat(run("verify --data INPUT --checkpoint good.pt --split all", data))
                .isEqualTo(UNREADABLE);
        assertThat(out.toString() + err)
                .containsPattern("good.pt predicts vectors of \\d+ components, but those in .*"
                        + "numpy-stored.npz have \\d+\\.");
    }

    /** An error that the virtual machine is left to handle ends with 1, which is the exit code of UNSTABLE. */
    @Test
    void memoryThatIsNotEnoughIsAFailure() throws Exception {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; header.length() < 8_000_000; i++) {
            header.append(i == 0 ? "" : ",").append('"').append(i);
            header.append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(
                folder.resolve("many.safetensors"),
                ByteBuffer.allocate(Long.BYTES + text.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .array());
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LvmVerify.class.getName(),
                        "inspect",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isEqualTo(70);
        assertThat(output).content().startsWith("The memory did not suffice.");
    }
}
