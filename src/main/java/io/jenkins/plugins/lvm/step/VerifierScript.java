package io.jenkins.plugins.lvm.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shell script that starts the verifier. It becomes the verifier's process, so that to kill the one is to kill the other, with a
 * file for its output: a pipe would end it with the connection that reads the pipe.
 */
final class VerifierScript {
    private static final String MAIN = "io.jenkins.plugins.lvm.verifier.cli.LvmVerify";
    /** Libraries neither load anything nor tell anybody. */
    private static final List<String> OFFLINE = List.of("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true");

    private VerifierScript() {}

    /**
     * The script.
     *
     * @param java what runs it
     * @param classPath of the verifier
     * @param unpacked folder for native libraries
     * @param rows folder that keeps rows of compressed data
     * @param control folder with the request
     * @param log file for the output
     * @param threads CPU threads of a forward pass; 0 for all cores
     */
    static String of(
            AgentJava java,
            final String classPath,
            final String unpacked,
            final String rows,
            final String control,
            final String log,
            final int threads) {
        final StringBuilder script = new StringBuilder("#!/bin/sh\n");
        environment(threads).forEach((name, value) -> script.append("export " + name + "=" + value + "\n"));
        // A JVM warns where there are none.
        script.append(
                """
                huge=-XX:-UseTransparentHugePages
                case $(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null) in
                  *'[madvise]'* | *'[always]'*) huge=-XX:+UseTransparentHugePages ;;
                esac
                """);
        script.append("exec " + quoted(java.executable()) + " -XX:+IgnoreUnrecognizedVMOptions $huge");
        command(java, classPath, unpacked, rows, control).forEach(word -> script.append(" \\\n  " + quoted(word)));
        return script.append(" \\\n  < /dev/null > " + quoted(log) + " 2>&1\n").toString();
    }

    private static Map<String, String> environment(final int threads) {
        final Map<String, String> variables = new LinkedHashMap<>();
        // OpenMP reads these when it is loaded: its idle threads must sleep, not spin.
        variables.put("OMP_WAIT_POLICY", "passive");
        variables.put("GOMP_SPINCOUNT", "0");
        // As by bin/lvm-verify: native memory in huge pages, kept from one batch to the next.
        variables.put(
                "GLIBC_TUNABLES",
                "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1"
                        + ":glibc.malloc.mmap_threshold=16777216:glibc.malloc.trim_threshold=33554432");
        if (threads > 0) {
            variables.put("OMP_NUM_THREADS", String.valueOf(threads));
        }
        // cuDNN's recurrent layers take TF32's shorter mantissa unless this forbids it.
        variables.put("NVIDIA_TF32_OVERRIDE", "0");
        return variables;
    }

    private static List<String> command(
            AgentJava java, final String classPath, final String unpacked, final String rows, final String control) {
        final List<String> command = new ArrayList<>(java.grants());
        // Weights and activations lie outside the heap; what is limited here is what could grow by mistake. What is
        // young is mostly
        // batches: more room for them would only be touched once and stay the process's.
        command.addAll(OFFLINE);
        command.addAll(List.of(
                "-Xmx1g",
                "-Xmn32m",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=1g",
                "-Dorg.bytedeco.javacpp.maxbytes=4g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-DENGINE_CACHE_DIR=" + unpacked,
                "-Dorg.bytedeco.javacpp.cachedir=" + unpacked + "/javacpp",
                "-cp",
                classPath,
                MAIN,
                "agent",
                "--control",
                control,
                "--row-cache",
                rows));
        return command;
    }

    /** The command that has the verifier print what is in a file, as JSON, in a process of a form's size. */
    static List<String> inspection(AgentJava java, String classPath, @Nullable String within, String file) {
        List<String> command = new ArrayList<>();
        command.add(java.executable());
        command.addAll(java.grants());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=256m"));
        command.addAll(OFFLINE);
        command.addAll(List.of("-cp", classPath, MAIN, "inspect", "--json"));
        if (within != null) {
            command.addAll(List.of("--within", within));
        }
        command.add(file);
        return command;
    }

    private static String quoted(final String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
