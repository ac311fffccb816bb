package io.jenkins.plugins.lvm.report.history;

import static io.jenkins.plugins.lvm.report.history.HistoryRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    private Path folder;

    @Test
    void aLineWithoutATextThatEveryOneHasIsDamage() throws IOException {
        Path path = folder.resolve(Histories.FILE_NAME);
        HistoryFile file = new HistoryFile(path);
        file.append(List.of(record(1, 0.5), record(2, 0.5), record(3, 0.5)));
        List<String> whole = Files.readAllLines(path);
        String second = whole.get(2);
        assertThat(second).startsWith("[\"2\",2,1700000120000,\"amn\",\"amn\",");

        for (String damaged : List.of(
                "[null]",
                second.replaceFirst("\"2\"", "null"),
                second.replaceFirst("\"amn\"", "null"),
                second.replaceFirst("\"amn\",\"amn\"", "\"amn\",null"))) {
            Files.write(path, List.of(whole.get(0), whole.get(1), damaged, whole.get(3)));

            assertThat(file.read().damaged()).as(damaged).isTrue();
            assertThat(file.read().records()).extracting(HistoryRecord::build).containsExactly(1, 3);
        }
    }
}
