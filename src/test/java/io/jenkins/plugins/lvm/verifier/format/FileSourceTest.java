package io.jenkins.plugins.lvm.verifier.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a path leads to, it is opened or refused at once, in one sentence. */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileSourceTest {
    private static final String NOT_REGULAR = " is a pipe, a socket or a device, not a regular file.";

    @TempDir
    private Path folder;

    private static void assertRefused(Path path, String sentence, Reason reason) {
        assertRefused(() -> FileSource.openRegular(path, "the checkpoint").close(), path + sentence, reason);
    }

    private static void assertRefused(ThrowingCallable opening, String sentence, Reason reason) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(opening)
                .withMessage(sentence)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e.hint()).endsWith("."));
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertRefused(folder.resolve("absent"), " does not exist.", Reason.NOT_FOUND);
    }

    @Test
    void namesAFolder() {
        assertRefused(folder, " is a folder.", Reason.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/dev/null", "/dev/stdin"})
    void doesNotReadDevices(String device) {
        Path path = Path.of(device);
        assumeTrue(Files.exists(path) && !Files.isRegularFile(path));
        assertRefused(path, NOT_REGULAR, Reason.UNREADABLE);
    }

    @Test
    void doesNotWaitForTheOtherEndOfAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        assertRefused(pipe, NOT_REGULAR, Reason.UNREADABLE);
        Path link = Files.createSymbolicLink(folder.resolve("link.pt"), pipe);
        assertRefused(link, NOT_REGULAR, Reason.UNREADABLE);
        assertRefused(() -> FileDigest.sha256(pipe), pipe + NOT_REGULAR, Reason.UNREADABLE);
        assertRefused(() -> FileSource.readText(pipe, "a report", 10), pipe + NOT_REGULAR, Reason.UNREADABLE);
    }

    @Test
    void doesNotConnectToASocket() throws IOException {
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertRefused(socket, NOT_REGULAR, Reason.UNREADABLE);
        }
    }

    @Test
    void doesNotFollowLinksInACircle() throws IOException {
        Path link = folder.resolve("a");
        Files.createSymbolicLink(link, folder.resolve("b"));
        Files.createSymbolicLink(folder.resolve("b"), link);
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> FileSource.openRegular(link, "the checkpoint"))
                .withMessageStartingWith(link + " cannot be opened: ")
                .withMessageEndingWith(".");
    }

    @Test
    void opensASparseFileOfAnySizeWithoutMemory() throws IOException {
        Path giant = folder.resolve("giant");
        try (RandomAccessFile file = new RandomAccessFile(giant.toFile(), "rw")) {
            file.setLength(1L << 42);
        } catch (IOException e) {
            assumeTrue(false, "the file system takes no such file");
        }
        try (VerifiedFile file = VerifiedFile.open(giant, "the checkpoint")) {
            assertThat(file.read((1L << 42) - 5, 100)).hasSize(5);
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(() -> ZipArchive.read(file, 1 << 20))
                    .withMessageContaining("is not a complete zip archive");
        }
        assertRefused(
                () -> FileSource.readText(giant, "a report", 1000),
                giant + " has 4398046511104 bytes, which is too many for a report.");
    }

    private static void assertRefused(ThrowingCallable opening, String sentence) {
        assertThatExceptionOfType(VerifierException.class).isThrownBy(opening).withMessage(sentence);
    }

    @Test
    void readsTextOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("text"), "größer");
        assertThat(FileSource.readText(file, "a report", 100)).isEqualTo("größer");
        Files.write(file, new byte[] {(byte) 0xff});
        assertRefused(() -> FileSource.readText(file, "a report", 100), file + " is not text in UTF-8.");
    }
}
