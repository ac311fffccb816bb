package io.jenkins.plugins.lvm.verifier.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.codec.digest.DigestUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digest is of the bytes that are given out, whenever the file is rewritten. */
class VerifiedFileTest {
    private static final int SIZE = 20 * VerifiedFile.CHUNK + 77;
    private static final int MIDDLE = 9 * VerifiedFile.CHUNK + 5;

    @TempDir
    private Path folder;

    private final byte[] bytes = new byte[SIZE];
    private Path path;

    @BeforeEach
    void write() throws IOException {
        new Random(1).nextBytes(bytes);
        path = Files.write(folder.resolve("file"), bytes);
    }

    private void change(int at) throws IOException {
        byte[] changed = bytes.clone();
        changed[at]++;
        Files.write(path, changed, StandardOpenOption.WRITE); // in place
    }

    private void assertChanged(ThrowingCallable reading) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(reading)
                .withMessage(path + " changed while it was being verified.")
                .satisfies(e -> assertThat(e.hint()).startsWith("Verify it again"));
    }

    @Test
    void readsAndDigestsWhatIsThere() throws IOException {
        try (VerifiedFile file = VerifiedFile.open(path, "the file")) {
            assertThat(file.read(MIDDLE, 3 * VerifiedFile.CHUNK))
                    .isEqualTo(Arrays.copyOfRange(bytes, MIDDLE, MIDDLE + 3 * VerifiedFile.CHUNK));
            ByteArrayOutputStream passed = new ByteArrayOutputStream();
            assertThat(file.digest((block, length) -> passed.write(block, 0, length)))
                    .isEqualTo(DigestUtils.sha256Hex(bytes));
            assertThat(passed.toByteArray()).isEqualTo(bytes);
            assertThat(file.read(0, SIZE + 1000)).isEqualTo(bytes);
            assertThat(file.read(SIZE - 3, 10)).hasSize(3);
            assertThat(file.read(SIZE + 3, 10)).isEmpty();
            try (InputStream in = file.stream(MIDDLE, MIDDLE + 10)) {
                assertThat(in.skip(4)).isEqualTo(4);
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, MIDDLE + 4, MIDDLE + 10));
            }
        }
    }

    @Test
    void noticesAChangeBetweenReadingAndDigest() throws IOException {
        try (VerifiedFile file = VerifiedFile.open(path, "the file")) {
            file.read(MIDDLE, 1);
            change(MIDDLE + 1);
            assertChanged(file::sha256);
        }
    }

    @Test
    void noticesAChangeBetweenDigestAndReading() throws IOException {
        try (VerifiedFile file = VerifiedFile.open(path, "the file")) {
            file.sha256();
            change(MIDDLE);
            assertThat(file.read(0, 1)).hasSize(1);
            assertChanged(() -> file.read(MIDDLE - 1, 1));
            assertThat(file.sha256()).isEqualTo(DigestUtils.sha256Hex(bytes));
        }
    }

    @Test
    void aChangeThatIsTakenBackIsNeitherDigestedNorRead() throws IOException {
        try (VerifiedFile file = VerifiedFile.open(path, "the file")) {
            file.sha256();
            change(MIDDLE);
            Files.write(path, bytes, StandardOpenOption.WRITE);
            assertThat(file.read(MIDDLE, 1)).containsExactly(bytes[MIDDLE]);
        }
    }

    @Test
    void noticesThatAFileIsCutShortOrContinued() throws IOException {
        try (VerifiedFile file = VerifiedFile.open(path, "the file")) {
            Files.write(path, new byte[3], StandardOpenOption.APPEND);
            assertChanged(file::sha256);
        }
        write();
        try (VerifiedFile file = VerifiedFile.open(path, "the file")) {
            file.sha256();
            Files.write(path, Arrays.copyOf(bytes, MIDDLE));
            assertChanged(() -> file.read(MIDDLE + 1, 1));
        }
    }
}
