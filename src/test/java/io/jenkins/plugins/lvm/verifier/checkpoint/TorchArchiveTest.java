package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the archive that torch writes is read; each test deviates from it in one place. */
class TorchArchiveTest extends TorchArchives {
    private static final String TWO_WAYS = "can be read in more than one way";
    private static final String NOT_TORCH = "is not an archive as torch.save writes it";
    private static final int ENDS = 98;

    @Test
    void whatTorchWritesIsRead() throws IOException {
        written();
        assertRead();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trainer.pt", "little_endian.pt", "big_endian.pt", "protocol5.pt"})
    void whatTorchWroteIsTheSameByteForByte(String name) throws IOException {
        Path real = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint").resolve(name);
        byte[] good = Files.readAllBytes(real);
        CheckpointReader.open(real).close();
        int at = new String(good, StandardCharsets.ISO_8859_1).indexOf("PK\3\4", 4);
        good[at + 10]++; // the time, which no reader needs
        Files.write(file, good);
        assertRefused(NOT_TORCH, "the header before");
    }

    @ParameterizedTest
    @CsvSource({
        "archive/DATA.PKL, differ only in case",
        "archive/Data/0, differ only in case",
        "ARCHIVE/data.pkl, differ only in case",
        "other/version, is not in the folder of the first one",
        "archive/readme.txt, it holds the entry archive/readme.txt",
        "archive/.data/version, it holds the entry archive/.data/version",
        "archive/data/1, nothing refers to archive/data/1",
        "archive/../x, cannot be that of a file in a folder",
        "/archive/x, cannot be that of a file in a folder",
        "archive\\x, cannot be that of a file in a folder",
        "archive/data/, it holds the entry archive/data/",
        "archive/code/x.py, is a TorchScript archive",
        "archive/constants.pkl, is a TorchScript archive"
    })
    void otherEntriesAreRefused(String name, String why) throws IOException {
        entries.put(name, new byte[8]);
        written();
        assertRefused(why);
    }

    @ParameterizedTest
    @CsvSource({
        "version, 99, unknown version 99",
        "version, x, unknown version x",
        "byteorder, LITTLE, unknown byte order LITTLE",
        "byteorder, middle, unknown byte order middle",
        ".storage_alignment, 0, aligned to 0 bytes",
        ".storage_alignment, 48, aligned to 48 bytes",
        ".storage_alignment, 4096, is in another place"
    })
    void recordsOfOtherTextAreRefused(String name, String text, String why) throws IOException {
        entries.put("archive/" + name, bytes(text));
        written();
        assertRefused(why);
    }

    @Test
    void aFileWithoutVersionIsRefused() throws IOException {
        entries.remove("archive/version");
        written();
        assertRefused("lacks the version");
    }

    @Test
    void aStorageHasTheBytesThatItsTensorsNeed() throws IOException {
        entries.put("archive/data/0", new byte[20]);
        written();
        assertRefused("archive/data/0 has 20 bytes where 16 are needed");
    }

    @Test
    void whatOtherToolsWriteIsRefused() throws IOException {
        Archives.stored(file, entries);
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(file))
                .withMessageContaining(NOT_TORCH)
                .satisfies(e -> assertThat(e.hint()).isEqualTo("Save it again with torch.save."));
    }

    @ParameterizedTest
    @CsvSource({
        "trailing, x, comment or other bytes after its end",
        "leading, '#!/bin/sh\n', not a checkpoint in a known"
    })
    void nothingStandsAround(String where, String text, String why) throws IOException {
        ByteArrayOutputStream around = new ByteArrayOutputStream();
        if (where.equals("leading")) {
            around.writeBytes(bytes(text));
        }
        around.writeBytes(written().array());
        if (where.equals("trailing")) {
            around.writeBytes(bytes(text));
        }
        Files.write(file, around.toByteArray());
        assertRefused(why);
    }

    @Test
    void aCommentIsRefused() throws IOException {
        ByteBuffer archive = written();
        ByteBuffer longer = ByteBuffer.allocate(archive.capacity() + 2).order(ByteOrder.LITTLE_ENDIAN);
        longer.put(archive.array()).putShort(archive.capacity() - 2, (short) 2);
        assertRefused(longer, "with a comment");
    }

    @Test
    void twoDirectoriesAreRefused() throws IOException {
        byte[] one = written().array();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(one);
        Files.write(file, both.toByteArray());
        assertRefused(TWO_WAYS, "its end records do not belong together");
    }

    @Test
    void endRecordsThatDisagreeAreRefused() throws IOException {
        int[] inZip64 = {24, 32, 40, 48};
        int[] inPlain = {8, 10, 12, 16};
        for (int field : inZip64) {
            ByteBuffer archive = written();
            int at = archive.capacity() - ENDS + field;
            archive.putLong(at, archive.getLong(at) - 1);
            assertRefused(archive, TWO_WAYS);
        }
        for (int field : inPlain) {
            ByteBuffer archive = written();
            int at = archive.capacity() - 22 + field;
            archive.putShort(at, (short) (archive.getShort(at) - 1));
            assertRefused(archive, TWO_WAYS);
        }
    }

    @Test
    void aCountThatLiesTwiceIsRefused() throws IOException {
        ByteBuffer archive = written();
        int end = archive.capacity();
        for (int at : List.of(end - ENDS + 24, end - ENDS + 32)) {
            archive.putLong(at, 2);
        }
        for (int at : List.of(end - 14, end - 12)) {
            archive.putShort(at, (short) 2);
        }
        assertRefused(archive, TWO_WAYS, "its end record counts 2 entries, its directory has 3");
    }

    @Test
    void anArchiveWithoutZip64IsRefused() throws IOException {
        byte[] whole = written().array();
        ByteBuffer plain = ByteBuffer.allocate(whole.length - 76);
        plain.put(whole, 0, whole.length - ENDS).put(whole, whole.length - 22, 22);
        assertRefused(plain, NOT_TORCH, "end records");
    }

    @Test
    void headersAgreeWithTheDirectory() throws IOException {
        ByteBuffer other = written();
        int header = other.getInt(directory(other)[1] + 42);
        other.put(header + 30, (byte) 'x');
        assertRefused(other, TWO_WAYS, "the header before the entry archive/data/0 says other things");

        other = written();
        other.putShort(header + 8, (short) 8);
        assertRefused(other, TWO_WAYS);

        other = written();
        other.putInt(header + 22, 4);
        assertRefused(other, TWO_WAYS);

        other = written();
        other.putShort(header + 6, (short) 0);
        assertRefused(other, TWO_WAYS);
    }

    @Test
    void theDirectoryIsTorchs() throws IOException {
        for (int field : List.of(4, 6, 12, 14, 36, 38)) {
            ByteBuffer other = written();
            other.putShort(directory(other)[1] + field, (short) 1);
            assertRefused(other, NOT_TORCH, "what its directory says of archive/data/0 differs");
        }
        ByteBuffer encrypted = written();
        encrypted.putShort(directory(encrypted)[1] + 8, (short) 0x0809);
        assertRefused(encrypted, "holds the encrypted entry archive/data/0");
        ByteBuffer misplaced = written();
        misplaced.putInt(directory(misplaced)[1] + 42, 7);
        assertRefused(misplaced, "is not where the directory says");
        ByteBuffer large = written();
        large.putInt(directory(large)[1] + 20, 1 << 20).putInt(directory(large)[1] + 24, 1 << 20);
        assertRefused(large, "is not where the directory says");
    }

    @Test
    void paddingIsTorchs() throws IOException {
        ByteBuffer other = written();
        int header = other.getInt(directory(other)[1] + 42);
        other.put(header + 30 + "archive/data/0".length(), (byte) 'X');
        assertRefused(other, NOT_TORCH, "the header before archive/data/0 differs");
    }

    @Test
    void aWrongChecksumIsDamage() throws IOException {
        for (int i : new int[] {0, 1, 2}) {
            ByteBuffer other = written();
            int data = other.getInt(directory(other)[i] + 42);
            int length = other.getInt(directory(other)[i] + 24);
            int start = data + 30 + other.getShort(data + 26) + other.getShort(data + 28);
            int last = start + length - 1;
            other.put(last, (byte) (other.get(last) ^ 1));
            assertRefused(other, "is damaged: the checksum of archive/", "does not match");
        }
    }

    @Test
    void aChecksumOfZeroWasNotWritten() throws IOException {
        entries.put("archive/data/0", new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        ByteBuffer unchecked = written();
        int central = directory(unchecked)[1];
        int header = unchecked.getInt(central + 42);
        int descriptor = header + 30 + unchecked.getShort(header + 26) + unchecked.getShort(header + 28) + 16;
        unchecked.putInt(central + 16, 0).putInt(descriptor + 4, 0);
        Files.write(file, unchecked.array());
        assertRead();
    }
}
