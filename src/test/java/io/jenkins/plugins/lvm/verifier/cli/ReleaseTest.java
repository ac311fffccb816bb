package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be told of the release without making one: its arguments, and how the launcher starts from it. */
class ReleaseTest {
    @TempDir
    private Path folder;

    private static String run(int exitCode, String... command) throws IOException, InterruptedException {
        return Command.run(exitCode, new ProcessBuilder(command));
    }

    @ParameterizedTest
    @CsvSource({"--platform, solaris, there is nothing for 'solaris'", "--plattform, x, '--plattform' is not an option"
    })
    void wrongArgumentsAreRefused(String option, String value, String message) throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();

        assertThat(run(64, "bash", "bin/release", option, value)).contains(message);
    }

    /** A runtime of our own that tells how it was started. */
    @Test
    void theLauncherOfAReleaseTakesItsOwnRuntimeAndLibraries() throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        Path launcher = folder.resolve("bin/lvm-verify");
        Path java = folder.resolve("runtime/bin/java");
        Files.createDirectories(launcher.getParent());
        Files.createDirectories(java.getParent());
        Files.copy(Path.of("bin/lvm-verify"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("release"), "1.0 linux-x86_64\n");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        assertThat(run(0, launcher.toString(), "verify", "--quiet").lines())
                .contains(
                        "-DENGINE_CACHE_DIR=" + folder.resolve("native"),
                        "-Djava.library.path=" + folder.resolve("native"),
                        "-Donnxruntime.native.path=" + folder.resolve("native/onnxruntime"),
                        folder.resolve("lib") + "/*",
                        "verify",
                        "--quiet");
    }

    /** First bytes of libraries as their formats have them: ELF with its machine, Mach-O with its processor, MZ that leads to PE. */
    private static byte[] library(String platform) {
        byte[] library = new byte[256];
        String bytes =
                switch (platform) {
                    case "linux-x86_64" -> "7f454c46020101000000000000000000" + "03003e00";
                    case "linux-aarch64" -> "7f454c46020101000000000000000000" + "0300b700";
                    case "osx-aarch64" -> "cffaedfe0c00000100000000";
                    default -> "4d5a90000300";
                };
        byte[] head = HexFormat.of().parseHex(bytes);
        System.arraycopy(head, 0, library, 0, head.length);
        if (platform.startsWith("win")) {
            library[0x3c] = (byte) 0x80;
            System.arraycopy(HexFormat.of().parseHex("504500006486"), 0, library, 0x80, 6);
        }
        return library;
    }

    /** Names of what is loaded, as one platform names it. */
    private static List<String> libraries(String platform) {
        String lib = platform.startsWith("win") ? "" : "lib";
        String suffix = platform.startsWith("win") ? ".dll" : platform.startsWith("osx") ? ".dylib" : ".so";
        String blas = platform.startsWith("win") ? ".dll" : platform.startsWith("osx") ? ".0.dylib" : ".so.0";
        return Stream.concat(
                        Stream.of("libopenblas" + blas, "libopenblas_nolapack" + blas, "libnd4jcpu" + suffix),
                        Stream.of(
                                        "pytorch/2-cpu/%sc10",
                                        "pytorch/2-cpu/%storch",
                                        "pytorch/2-cpu/%storch_cpu",
                                        "pytorch/2-cpu/0.1-%sdjl_torch",
                                        "%sjnijavacpp",
                                        "%sjnind4jcpu",
                                        "%sjniopenblas",
                                        "%sjniopenblas_nolapack",
                                        "onnxruntime/%sonnxruntime",
                                        "onnxruntime/%sonnxruntime4j_jni")
                                .map(name -> String.format(name, lib) + suffix))
                .toList();
    }

    private Path unpacked(String platform) throws IOException {
        Path archive = folder.resolve("lvm-verify-" + platform);
        Files.createDirectories(archive.resolve("bin"));
        Files.writeString(archive.resolve("release"), "1.0 " + platform + "\n");
        Files.writeString(archive.resolve("bin/lvm-verify.cmd"), "");
        for (String name : List.of("python/lvm_probe.py", "docs/onnx.md", "docs/models.md")) {
            Files.createDirectories(archive.resolve(name).getParent());
            Files.writeString(archive.resolve(name), "x");
        }
        for (String name : libraries(platform)) {
            Path file = archive.resolve("native").resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, library(platform));
        }
        return archive;
    }

    @ParameterizedTest
    @CsvSource({"linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64"})
    void anArchiveHoldsTheLibrariesOfItsPlatformAndNoOthers(String platform) throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        Path archive = unpacked(platform);
        assertThat(run(0, "bash", "bin/release", "--check", archive.toString())).isEmpty();

        List<Path> files = libraries(platform).stream()
                .map(name -> archive.resolve("native").resolve(name))
                .toList();
        byte[] foreign = library(platform.equals("linux-x86_64") ? "linux-aarch64" : "linux-x86_64");
        // One that is another platform's is enough, and so is one that is missing.
        Files.write(files.get(0), foreign);
        assertThat(run(1, "bash", "bin/release", "--check", archive.toString())).doesNotContain("holds no ");
        Files.delete(files.get(0));
        assertThat(run(1, "bash", "bin/release", "--check", archive.toString())).doesNotContain(" is for ");
        // Each of them once another platform's and once missing, two at a time.
        for (int i = 0; i < files.size(); i++) {
            Path missing = files.get((i + 1) % files.size());
            Files.write(files.get(i), foreign);
            Files.deleteIfExists(missing);
            assertThat(run(1, "bash", "bin/release", "--check", archive.toString()))
                    .contains(files.get(i) + " is for linux-", ", not " + platform)
                    .containsOnlyOnce("holds no ");
            Files.write(missing, library(platform));
            Files.write(files.get(i), library(platform));
        }
    }

    /** What one launcher gives to the JVM of a release, the other gives to it as well. */
    @Test
    void theLauncherForWindowsSetsWhatTheOtherOneSets() throws IOException {
        String windows = Files.readString(Path.of("bin/lvm-verify.cmd"));
        Set<String> properties = Pattern.compile("-D([\\w.]+)=")
                .matcher(Files.readString(Path.of("bin/lvm-verify")).split("\nexec ", 2)[0])
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("without"))
                .collect(Collectors.toCollection(TreeSet::new));
        // Maven's, and the filter of native libraries' lines, which batch files cannot have: the library is told there.
        properties.removeAll(Set.of("artifact", "outputDirectory", "lvm.messageFilter"));

        assertThat(properties).contains("ENGINE_CACHE_DIR", "java.library.path", "onnxruntime.native.path");
        assertThat(properties).allSatisfy(name -> assertThat(windows).contains("-D" + name + "="));
        assertThat(windows)
                .contains("%ROOT%\\runtime\\bin\\java.exe", "exit /b %ERRORLEVEL%", LvmVerify.class.getName() + " %*");
    }

    /** Every file that the image is made of is one that the commands before it make, and what it starts is in them. */
    @Test
    void theContainerfileCopiesWhatTheReleaseMakes() throws IOException {
        String containerfile = Files.readString(Path.of("Containerfile"));
        String release = Files.readString(Path.of("bin/release"));

        List<String> added = Pattern.compile("(?m)^(?:ADD|COPY) (\\S+) ")
                .matcher(containerfile)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(added).containsExactly("target/release/lvm-verify-*-linux-x86_64.tar.gz");
        assertThat(release)
                .contains(
                        "name=lvm-verify-$version-$platform",
                        "release=$root/target/release",
                        "archive=$release/$name.tar.gz");
        assertThat(containerfile)
                .contains(
                        "ln -s /opt/lvm-verify-*/bin/lvm-verify /usr/local/bin/lvm-verify",
                        "ENTRYPOINT [\"lvm-verify\"]");
        assertThat(release).contains("cp -p \"$root/bin/lvm-verify\" \"$stage/bin/\"");
    }
}
