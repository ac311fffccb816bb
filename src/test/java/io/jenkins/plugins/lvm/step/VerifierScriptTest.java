package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierScriptTest {
    @TempDir
    private Path folder;

    /** Runs the script with a program in Java's place that says what it sees. */
    private List<String> run(final String name, final int threads) throws Exception {
        return run(name, "17.0.15", threads);
    }

    private List<String> run(String name, String version, int threads) throws Exception {
        final Path control = Files.createDirectories(folder.resolve(name));
        final Path java = Files.writeString(
                control.resolve("java"),
                """
                #!/bin/sh
                echo "OMP_WAIT_POLICY=$OMP_WAIT_POLICY GOMP_SPINCOUNT=$GOMP_SPINCOUNT OMP_NUM_THREADS=$OMP_NUM_THREADS"
                echo "NVIDIA_TF32_OVERRIDE=$NVIDIA_TF32_OVERRIDE"
                echo "$GLIBC_TUNABLES"
                for argument; do echo "$argument"; done
                read line || echo "no input"
                echo $$ >&2
                exit 7
                """);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                control.resolve("verify.sh"),
                VerifierScript.of(
                        new AgentJava(java.toString(), version, new AgentPlatform("linux-x86_64")),
                        control.resolve("engine") + "/*",
                        control.resolve("unpacked").toString(),
                        control.resolve("rows").toString(),
                        control.toString(),
                        control.resolve("log.txt").toString(),
                        threads));

        final Process process = new ProcessBuilder(
                        "sh", control.resolve("verify.sh").toString())
                .redirectErrorStream(true)
                .start();
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor()).isEqualTo(7);
        final List<String> lines = Files.readAllLines(control.resolve("log.txt"));
        assertThat(lines).last().isEqualTo(String.valueOf(process.pid()));
        return lines;
    }

    @Test
    void becomesTheVerifierAndKeepsItsOutput() throws Exception {
        assertThat(run("plain", 0))
                .contains(
                        "OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=0 OMP_NUM_THREADS=",
                        "NVIDIA_TF32_OVERRIDE=0",
                        "-Xmx1g",
                        folder.resolve("plain/engine") + "/*",
                        "agent",
                        folder.resolve("plain").toString(),
                        "no input");
        assertThat(run("threads", 3)).contains("OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=0 OMP_NUM_THREADS=3");
    }

    /** As the system says of itself: asked for where there are none, a JVM warns. */
    private static String hugePages() throws Exception {
        Path said = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        boolean there = Files.isReadable(said) && !Files.readString(said).contains("[never]");
        return "-XX:" + (there ? "+" : "-") + "UseTransparentHugePages";
    }

    /** What was measured of one holds for the other, too. */
    @Test
    void memoryIsKeptAsByTheCommandLine() throws Exception {
        String launcher = Files.readString(Path.of("bin/lvm-verify"));
        String tunables = launcher.lines()
                .filter(line -> line.startsWith("malloc="))
                .findFirst()
                .orElseThrow()
                .substring("malloc=".length());

        assertThat(run("memory", 0)).contains(tunables, hugePages());
    }

    @Test
    void eachJavaIsGrantedWhatItWouldWarnOfAndNothingThatItDoesNotKnow() throws Exception {
        String access = "--enable-native-access=ALL-UNNAMED";
        String memory = "--sun-misc-unsafe-memory-access=allow";

        assertThat(run("java-8", "1.8.0_422", 0)).doesNotContain(access, memory);
        assertThat(run("java-17", "17.0.15", 0)).doesNotContain(access, memory);
        assertThat(run("java-21", "21.0.4", 0)).doesNotContain(access, memory);
        assertThat(run("java-22", "22", 0)).contains(access).doesNotContain(memory);
        assertThat(run("java-25", "25.0.3", 0)).contains(access, memory);
        assertThat(run("java-26", "26-ea", 0)).contains(access, memory);
    }

    @Test
    void pathsMayHoldAnything() throws Exception {
        assertThat(run("it's $HOME `id` \"so\" & more", 0))
                .contains(folder.resolve("it's $HOME `id` \"so\" & more").toString());
    }

    @Test
    void anInspectionReadsInsideTheWorkspaceOrWhereverAnAdministratorAsks() {
        AgentJava java = new AgentJava("/jdk/bin/java", "25.0.3", new AgentPlatform("linux-x86_64"));

        assertThat(VerifierScript.inspection(java, "/engine/*", "/ws", "/ws/-x.pt"))
                .startsWith("/jdk/bin/java", "--enable-native-access=ALL-UNNAMED")
                .containsSequence("inspect", "--json", "--within", "/ws", "/ws/-x.pt");
        assertThat(VerifierScript.inspection(java, "/engine/*", null, "/data/x.pt"))
                .endsWith("inspect", "--json", "/data/x.pt");
    }
}
