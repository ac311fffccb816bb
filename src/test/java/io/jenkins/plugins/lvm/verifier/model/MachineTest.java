package io.jenkins.plugins.lvm.verifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    private Path root;

    @Test
    void namesTheProcessor() throws IOException {
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 2.10GHz\nmodel name\t: Another\n");
        assertThat(new Machine(root).processor()).isEqualTo("Some CPU @ 2.10GHz");
    }

    @Test
    void fallsBackToTheArchitecture() {
        assertThat(new Machine(root).processor()).isEqualTo(System.getProperty("os.arch"));
    }

    @Test
    void seesAnNvidiaCard() throws IOException {
        assertThat(new Machine(root).hasNvidiaCard()).isFalse();
        write("proc/driver/nvidia/version", "NVRM version");
        write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H200\nIRQ: 12\n");
        assertThat(new Machine(root).hasNvidiaCard()).isTrue();
        assertThat(new Machine(root).nvidiaCard()).contains("NVIDIA H200");
        write("proc/driver/nvidia/gpus/0000:02:00.0/information", "Model: \t\t NVIDIA T4\n");
        assertThat(new Machine(root).nvidiaCard()).isEmpty();
    }

    private void write(final String name, final String content) throws IOException {
        final Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
