package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/lvm-verify} does beside starting Java: it brings a libtorch with CUDA, and keeps the native library's messages from people. */
class LauncherTest {
    @TempDir
    private Path folder;

    private Path launcher;

    @BeforeEach
    void aReleaseWhoseJavaTellsHowItWasStarted() throws IOException {
        assumeThat(Path.of("/bin/bash")).exists();
        launcher = folder.resolve("bin/lvm-verify");
        Files.createDirectories(launcher.getParent());
        Files.copy(Path.of("bin/lvm-verify"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("release"), "1.0 linux-x86_64\n");
        tool("runtime/bin/java", "echo LIBTORCH=$LIBTORCH LD_LIBRARY_PATH=$LD_LIBRARY_PATH");
        tool("tools/uname", "case $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac");
        tool(
                "tools/mvn",
                """
                for word in "$@"; do case $word in -Dartifact=*) artifact=${word#*=} ;; -DoutputDirectory=*) into=${word#*=} ;; esac; done
                echo "$artifact" >>'%1$s/asked'
                [ ! -e '%1$s/unreachable' ] || exit 1
                name=${artifact#*:}; : >"$into/${name%%%%:*}-1.jar"
                """
                        .formatted(folder));
        // Each jar has all libraries: which of them are taken is the patterns' matter.
        tool(
                "tools/unzip",
                """
                for into; do :; done
                set -f; patterns=; for word in "$@"; do case $word in *\\**) patterns="$patterns $word" ;; esac; done; set +f
                for file in libc10.so libc10_cuda.so libtorch.so libtorch_cuda.so libjnitorch.so libgomp.so.1 libcudart.so.12 libopenblas.so.0; do
                  set -f
                  for pattern in $patterns; do case /$file in $pattern) echo x >"$into/$file" ;; esac; done
                  set +f
                done
                """);
        tool(
                "tools/ldd",
                """
                echo '  libcudnn.so.9 => not found'
                echo '  libcudart.so.12 => /usr/lib/libcudart.so.12 (0x0)'
                echo '  libtorch_cuda.so => not found'
                """);
    }

    private void tool(String name, String script) throws IOException {
        Path tool = folder.resolve(name);
        Files.createDirectories(tool.getParent());
        Files.writeString(tool, "#!/bin/bash\n" + script);
        assertThat(tool.toFile().setExecutable(true)).isTrue();
    }

    private String run(int exitCode, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                .toList());
        builder.environment().put("PATH", folder.resolve("tools") + ":" + System.getenv("PATH"));
        builder.environment().put("LVM_VERIFY_CUDA", cuda().toString());
        builder.environment().keySet().removeAll(List.of("LIBTORCH", "LD_LIBRARY_PATH"));
        return Command.run(exitCode, builder);
    }

    private Path cuda() {
        return folder.resolve("cuda");
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void cudaIsFetchedLaidApartAndUsedFromThenOn() throws Exception {
        assertThat(run(0, "verify")).contains("LIBTORCH= LD_LIBRARY_PATH=\n");

        String said = run(0, "install-cuda");

        assertThat(Files.readAllLines(folder.resolve("asked")))
                .containsExactly(
                        "org.bytedeco:pytorch:2.7.1-1.5.12:jar:linux-x86_64-gpu",
                        "org.bytedeco:cuda-redist:12.9-9.10-1.5.12:jar:linux-x86_64",
                        "org.bytedeco:openblas:0.3.30-1.5.12:jar:linux-x86_64");
        assertThat(names(cuda())).containsExactly("build-version", "lib", "runtime");
        assertThat(names(cuda().resolve("lib")))
                .as("what is loaded as a whole")
                .containsExactly("libc10.so", "libc10_cuda.so", "libgomp.so.1", "libtorch.so", "libtorch_cuda.so");
        assertThat(names(cuda().resolve("runtime"))).contains("libcudart.so.12", "libopenblas.so.0");
        assertThat(Files.readString(cuda().resolve("build-version"))).isEqualTo("2.7.1+cu128\n");
        assertThat(said)
                .contains("libtorch 2.7.1 with CUDA is in " + cuda() + "/lib, and is used for --device cuda.")
                .contains("CUDA's own libraries are not all here: libcudnn.so.9 must come with");
        assertThat(run(0, "verify")).contains("LIBTORCH=" + cuda() + " LD_LIBRARY_PATH=" + cuda().resolve("runtime"));
    }

    @Test
    void whatCannotBeFetchedIsSaidAndLeavesWhatWasThere() throws Exception {
        run(0, "install-cuda");
        Files.createFile(folder.resolve("unreachable"));

        assertThat(run(69, "install-cuda"))
                .contains("org.bytedeco:pytorch:2.7.1-1.5.12:jar:linux-x86_64-gpu cannot be fetched");
        assertThat(names(cuda().resolve("lib"))).contains("libtorch_cuda.so");
    }

    private static final List<String> NATIVE = List.of(
            "[W1128 15:31:21.123456789 RNN.cpp:982] Warning: RNN module weights are not part of one chunk (function"
                    + " operator())",
            "[I1128 05:01:02.1 Context.cpp:80] told to developers",
            "[W1128 15:31:21.123456789 NNPACK.cpp:61] Could not initialize NNPACK! Reason: Unsupported hardware.",
            "[W1128 15:31:21.123456789 /build/aten/src/ATen/native/cudnn/RNN.cpp:1291] Warning: compacted");

    private static final List<String> FOR_PEOPLE = List.of(
            "Error: [W1128 15:31:21.1 RNN.cpp:982] is quoted.",
            "[W128 15:31:21.1 RNN.cpp:982] too few digits",
            "[E1128 15:31:21.1 RNN.cpp:982] an error",
            "[WARN] 7 rows",
            "",
            "  größer \\ %s",
            "verdict  PASSED");

    private static Stream<String> allMessages() {
        return Stream.concat(
                IntStream.range(0, NATIVE.size()).boxed().flatMap(i -> Stream.of(FOR_PEOPLE.get(i), NATIVE.get(i))),
                FOR_PEOPLE.stream().skip(NATIVE.size()));
    }

    /** Of any machine, whether it has a card or not. */
    @Test
    void theNativeLibrarysMessagesAreLeftOutAndNoOthers() throws Exception {
        Files.write(folder.resolve("said"), allMessages().toList());
        tool("runtime/bin/java", "cat '" + folder.resolve("said") + "' >&2; echo the end >&2; exit 5");

        assertThat(errors("verify")).containsExactlyElementsOf(FOR_PEOPLE);
        assertThat(errors("verify", "--debug"))
                .containsExactlyElementsOf(allMessages().toList());
    }

    /** This Java does not wait for the filter, as the verifier does, so its last line may come after its end. */
    private List<String> errors(String... arguments) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                        .toList())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor()).isEqualTo(5);
        List<String> lines = Files.readAllLines(errors);
        for (int i = 0; i < 1000 && !lines.contains("the end"); i++) {
            Thread.sleep(10);
            lines = Files.readAllLines(errors);
        }
        assertThat(lines).endsWith("the end");
        return lines.subList(0, lines.size() - 1);
    }

    @Test
    void javaIsTheFirstOneOfThePathWhereNoneIsNamed() throws Exception {
        Files.delete(folder.resolve("runtime/bin/java"));
        tool("tools/bash", "exec /bin/bash \"$@\"");
        String tools = folder.resolve("tools").toString();
        Files.createDirectories(folder.resolve("earlier/java"));
        tool("later/java", "echo the later one");

        assertThat(onPath(69, tools)).contains("needs Java 17 or newer; install a JDK or set JAVA_HOME.");
        tool("tools/java", "echo the one of the tools");
        assertThat(onPath(0, folder.resolve("earlier") + ":" + tools + ":" + folder.resolve("later")))
                .isEqualTo("the one of the tools\n");
    }

    private String onPath(int exitCode, String path) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "verify", "--debug");
        builder.environment().put("PATH", path);
        builder.environment().keySet().remove("JAVA_HOME");
        return Command.run(exitCode, builder);
    }

    /** Without the filter a message would be there at once, too. */
    @Test
    void theLastMessageIsThereWhenTheCommandHasEnded() throws Exception {
        Path errors = folder.resolve("errors");
        tool(
                "runtime/bin/java",
                "exec '%s/bin/java' $(printf '%%s\\n' \"$@\" | grep '^-Dlvm.messageFilter=') -cp '%s' '%s'"
                        .formatted(
                                System.getProperty("java.home"),
                                System.getProperty("java.class.path"),
                                SaysItsLast.class.getName()));
        for (int i = 0; i < 5; i++) {
            ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "verify").redirectError(errors.toFile());
            assertThat(builder.start().waitFor()).isEqualTo(3);
            assertThat(Files.readString(errors)).isEqualTo("the last message\n");
        }
    }

    /** In the verifier's place, at its end. */
    static final class SaysItsLast {
        private SaysItsLast() {}

        public static void main(String[] args) {
            System.err.println("[W1128 15:31:21.1 RNN.cpp:982] Warning: compacted");
            System.err.println("the last message");
            MessageFilter.finish();
            System.exit(3);
        }
    }

    /** The step leaves out the same. */
    @Test
    void stepAndCommandAgreeOnWhatTheyLeaveOut() throws Exception {
        Pattern step =
                Pattern.compile(Files.readString(Path.of("src/main/java/io/jenkins/plugins/lvm/step/LogTail.java"))
                        .replaceAll("(?s).*Pattern.compile\\(\"(.*?)\\\\\\\\n\\?\".*", "$1")
                        .replace("\\\\", "\\"));

        assertThat(NATIVE).allMatch(line -> step.matcher(line).matches());
        assertThat(FOR_PEOPLE).noneMatch(line -> step.matcher(line).find());
    }
}
