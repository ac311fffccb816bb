package io.jenkins.plugins.lvm.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of rows, taken apart and kept. */
class RowNumbersTest {
    @TempDir
    private File build;

    private static byte[] bytes(int count, int from) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    @Test
    void aRowHasFourBytesOfItsCosineAndEightOfAnotherMetric() {
        RowNumbers some = new RowNumbers(bytes(12, 0), bytes(24, 0)).of(1, 2);

        assertThat(some.cosines()).isEqualTo(bytes(8, 4));
        assertThat(some.metric()).isEqualTo(bytes(16, 8));
        assertThat(new RowNumbers(bytes(12, 0), null).of(0, 1).metric()).isNull();
    }

    @Test
    void whatThereIsIsKeptBesideTheReport() throws Exception {
        VerificationStore store = new VerificationStore(build);
        Files.createDirectories(store.cosines("amn").getParent());

        store.save("amn", new RowNumbers(bytes(4, 0), bytes(8, 0)));
        store.save("gru", new RowNumbers(bytes(4, 0), null));

        Path metric = store.metric("amn");
        assertThat(metric).hasBinaryContent(bytes(8, 0)).hasFileName("amn.metric.f64");
        assertThat(store.cosines("gru")).exists();
        assertThat(store.metric("gru")).doesNotExist();
    }
}
