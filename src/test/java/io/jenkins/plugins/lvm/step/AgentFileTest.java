package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFileTest {
    private static final Duration SOON = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    /** A file as {@code FilePath} sees it. */
    private AgentFile file(String name) {
        return new AgentFile(new PathSource(folder.resolve(name)));
    }

    private record PathSource(Path path) implements AgentFile.Source {
        @Override
        public String name() {
            return path.getFileName().toString();
        }

        @Override
        public long size() {
            File file = path.toFile();
            return file.exists() && !file.isDirectory() ? file.length() : 0;
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "skipped: no mkfifo");
        return pipe;
    }

    @Test
    void readsFromAPlaceOnAndNoMoreThanAskedFor() throws Exception {
        Files.writeString(folder.resolve("a"), "0123456789");

        assertThat(file("a").read(2, 3, SOON)).asString().isEqualTo("234");
        assertThat(file("a").read(8, 30, SOON)).asString().isEqualTo("89");
        assertThat(file("a").read(4)).asString().isEqualTo("0123");
        assertThat(file("b").read(30)).isEmpty();
    }

    @Test
    void pipesDevicesAndFoldersHaveNothingToRead() throws Exception {
        Files.createDirectory(folder.resolve("folder"));
        pipe();

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (AgentFile nothing :
                    new AgentFile[] {file("pipe"), file("folder"), new AgentFile(new PathSource(Path.of("/dev/zero")))
                    }) {
                assertThat(nothing.exists()).isFalse();
                assertThat(nothing.read(100)).isEmpty();
            }
        });
    }

    @Test
    void fileThatBecomesAPipeAfterTheLookIsGivenUp() throws Exception {
        Path pipe = pipe();
        AgentFile swapped = new AgentFile(new AgentFile.Source() {
            @Override
            public String name() {
                return "report.json";
            }

            @Override
            public long size() {
                return 100;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(pipe);
            }
        });

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThatThrownBy(() -> swapped.read(0, 100, SOON))
                .isInstanceOf(IOException.class)
                .hasMessage("report.json could not be read within 0.3 seconds"));
    }

    @Test
    void cosinesComeOnlyInTheSizeThatTheRowsMakeAndNeverInGigabytes() throws Exception {
        Files.write(folder.resolve("cosines.f32"), new byte[219 * 4]);
        assertThat(AgentVerification.cosines(file("cosines.f32"), rows(219))).hasSize(219 * 4);
        assertThat(AgentVerification.cosines(file("cosines.f32"), rows(218))).isNull();
        assertThat(AgentVerification.cosines(file("cosines.f32"), rows(0))).isNull();
        // As an int, four times this is what 219 rows take.
        assertThat(AgentVerification.cosines(file("cosines.f32"), rows((1L << 30) + 219)))
                .isNull();

        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("sparse.f32").toFile(), "rw")) {
            sparse.setLength(4L << 29);
        }
        assertThat(AgentVerification.cosines(file("sparse.f32"), rows(1 << 29))).isNull();
        assertThat(AgentVerification.cosines(file(pipe().getFileName().toString()), rows(219)))
                .isNull();
    }

    private static VerificationReport rows(long rows) {
        Verification found = Reports.verification("/a.pt", 0.55, 0.55);
        Split split = found.split();
        return Reports.of(found.toBuilder()
                .split(new Split(split.name(), null, rows, split.rowsSha256(), true, false, split.reason()))
                .build());
    }
}
