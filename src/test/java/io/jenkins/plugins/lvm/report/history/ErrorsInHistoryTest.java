package io.jenkins.plugins.lvm.report.history;

import static io.jenkins.plugins.lvm.report.history.HistoryRecords.add;
import static io.jenkins.plugins.lvm.report.history.HistoryRecords.error;
import static io.jenkins.plugins.lvm.report.history.HistoryRecords.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What could not be verified is part of a history like anything else. */
class ErrorsInHistoryTest {
    private static final List<HistoryRecord> HISTORY = List.of(
            record(1, "amn", 0.53, 0.53), record(1, "gru", 0.59, 0.58), record(2, "gru", 0.59, 0.58), error(2, "amn"));

    private static HistoryRecord on(String device, HistoryRecord record) {
        return HistoryRecord.builder()
                .build(record.build())
                .folder(record.folder())
                .timestamp(record.timestamp())
                .id(record.id() + "-" + device)
                .model(record.model())
                .device(device)
                .actual(record.actual())
                .standing(record.standing())
                .build();
    }

    @Test
    void anErrorIsTheLastWordOfItsModelsSeries() {
        List<Series> series = Series.of(HISTORY);

        assertThat(series).extracting(Series::key).containsExactly("amn on cpu", "gru on cpu");
        assertThat(series.get(0).latest()).isEqualTo(HISTORY.get(3));
        assertThat(series.get(0).latestVerified()).isEqualTo(HISTORY.get(0));
        assertThat(series.get(1).records()).noneMatch(HistoryRecord::isError);
    }

    @Test
    void anErrorOnOneOfTwoDevicesIsThatDevices() {
        List<HistoryRecord> history = List.of(
                on("cpu", record(1, 0.53)), on("cuda:0", record(1, 0.53)), on("cpu", record(2, 0.53)), error(2, "amn"));

        assertThat(Series.of(history))
                .extracting(Series::key, one -> one.latest().isError())
                .containsExactlyInAnyOrder(tuple("amn on cpu", false), tuple("amn on cuda:0", true));
    }

    @Test
    void aModelThatWasNeverVerifiedIsASeriesWhileBuildsSpeakOfIt() {
        List<HistoryRecord> history = List.of(error(1, "models/*.pt"), record(2, 0.53), error(3, "never"));

        assertThat(Series.of(history)).extracting(Series::key).containsExactly("never", "amn on cpu", "models/*.pt");
        assertThat(Series.current(history)).extracting(Series::key).containsExactly("never", "amn on cpu");
    }

    @Test
    void theChangeIsAgainstWhatWasLastVerified() {
        List<HistoryRow> rows = HistoryRow.of(List.of(record(1, 0.5), error(2, "amn"), record(3, 0.4)));

        assertThat(rows).extracting(HistoryRow::series).containsOnly("amn on cpu");
        assertThat(rows.get(1).change()).isNull();
        assertThat(rows.get(2).change()).isCloseTo(-0.1, within(1e-12));
    }

    @Test
    void theTableCountsAndFiltersThem() {
        HistoryQuery.Page page =
                HistoryQuery.of("amn on cpu", "verdict", "desc", null).select(HISTORY);

        assertThat(page.total()).isEqualTo(2);
        assertThat(page.errors()).isEqualTo(1);
        assertThat(page.rows().get(0).record()).isEqualTo(HISTORY.get(3));
    }

    @Test
    void theTrendHasAMarkWithTheProblemAndNoNumber() throws IOException {
        StringWriter text = new StringWriter();
        TrendJson.write(List.of(new TrendJson.Source(null, "job/a/", Series.of(HISTORY))), text);

        JsonObject amn = JsonParser.parseString(text.toString())
                .getAsJsonObject()
                .getAsJsonArray("series")
                .get(0)
                .getAsJsonObject();
        assertThat(amn.get("verdicts").toString()).isEqualTo("[0,3]");
        assertThat(amn.get("actuals").toString()).isEqualTo("[0.53,null]");
        assertThat(amn.get("problems").toString()).isEqualTo("[null,\"The file is cut off. Copy it again.\"]");
    }

    @Test
    void theSparklineStopsWhereNothingWasVerified() {
        Sparkline line = new Sparkline(new Series("amn", List.of(record(1, 0.5), error(2, "amn"), record(3, 0.5))));
        assertThat(line.getActualPath()).matches("M[\\d. ]+M[\\d. ]+");
        assertThat(line.describe(HistoryRecords::english)).endsWith("; 1 could not be verified");

        Sparkline empty = new Sparkline(new Series("amn", List.of(error(1, "amn"))));
        assertThat(empty.getActualPath()).isEmpty();
        assertThat(empty.describe(HistoryRecords::english)).isEqualTo("No checkpoint could be verified");
    }

    @Test
    void errorsAreReadBackAndLinesOfOlderVersionsAreToo(@TempDir Path builds) throws IOException {
        try (Histories histories = new Histories()) {
            add(histories, builds, error(1, "amn"));
            Path file = builds.resolve(Histories.FILE_NAME);
            Files.createDirectories(builds.resolve("2"));
            Files.writeString(
                    file,
                    Files.readString(file)
                            + "[\"2\",2,1700000120000,\"amn\",\"amn\",\"cpu\",\"c\",\"d\",9,\"gru-stack\",0.5,0.5,0.1,0.0,"
                            + "\"PASSED\",\"\"]\n");

            List<HistoryRecord> read = histories.read(builds);

            assertThat(read).hasSize(2).startsWith(error(1, "amn"));
            assertThat(read.get(1).standing()).isEqualTo(Standing.PASSED);
            assertThat(new HistoryFile(file).read().damaged()).isFalse();
            assertThat(histories.has(builds, "1", "amn")).isTrue();
            assertThat(histories.has(builds, "1", "gru")).isFalse();
        }
    }
}
