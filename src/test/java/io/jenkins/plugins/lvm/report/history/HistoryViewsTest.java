package io.jenkins.plugins.lvm.report.history;

import static io.jenkins.plugins.lvm.report.history.HistoryRecords.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryViewsTest {
    private static final List<HistoryRecord> HISTORY = List.of(
            record(1, "amn", 0.53, 0.53),
            record(1, "gru", 0.59, 0.58),
            record(2, "amn", 0.54, 0.41),
            record(3, "amn", null, 0.52),
            record(3, "gru", 0.60, 0.61));

    private static List<HistoryRow> rows(final String series, final String sort, final String order) {
        return HistoryQuery.of(series, sort, order, null).select(HISTORY).rows();
    }

    @Test
    void seriesAreOneModelOnOneDeviceAndTheOneVerifiedLastComesFirst() {
        final List<Series> series = Series.of(HISTORY);

        assertThat(series).extracting(Series::key).containsExactly("gru on cpu", "amn on cpu");
        assertThat(series.get(1).records()).extracting(HistoryRecord::build).containsExactly(1, 2, 3);
        assertThat(series.get(1).latest()).isEqualTo(HISTORY.get(3));
        assertThat(series.get(1).latest(2)).containsExactly(HISTORY.get(2), HISTORY.get(3));
    }

    @Test
    void changeIsAgainstTheBuildBeforeInTheSameSeries() {
        final List<HistoryRow> rows = HistoryRow.of(HISTORY);

        assertThat(rows.get(0).change()).isNull();
        assertThat(rows.get(1).change()).isNull();
        assertThat(rows.get(2).change()).isCloseTo(-0.12, within(1e-12));
        assertThat(rows.get(3).change()).isCloseTo(0.11, within(1e-12));
        assertThat(rows.get(4).change()).isCloseTo(0.03, within(1e-12));
    }

    @Test
    void newestBuildComesFirstUnlessAskedOtherwise() {
        assertThat(rows(null, null, null))
                .extracting(row -> row.record().build())
                .containsExactly(3, 3, 2, 1, 1);
        assertThat(rows(null, "nonsense", "nonsense")).isEqualTo(rows(null, null, null));
        assertThat(rows(null, "build", "asc"))
                .extracting(row -> row.record().build())
                .containsExactly(1, 1, 2, 3, 3);
    }

    @Test
    void rowsWithoutAValueComeLastInEitherDirection() {
        assertThat(rows(null, "gap", "desc").get(4).record().gap()).isNull();
        assertThat(rows(null, "gap", "asc").get(4).record().gap()).isNull();
        assertThat(rows(null, "gap", "asc").get(0).record()).isEqualTo(HISTORY.get(2));
    }

    @Test
    void filterKeepsOneSeries() {
        assertThat(rows("gru on cpu", null, null))
                .extracting(row -> row.record().model())
                .containsOnly("gru");
        assertThat(rows("no such", null, null)).isEmpty();
    }

    @Test
    void pagesHoldAHundredRowsAndAPageBeyondTheEndIsTheLast() {
        final List<HistoryRecord> long_ = new ArrayList<>();
        for (int build = 1; build <= 250; build++) {
            long_.add(record(build, 0.5));
        }

        final HistoryQuery.Page last = HistoryQuery.of(null, null, null, "99").select(long_);

        assertThat(last.page()).isEqualTo(3);
        assertThat(last.pages()).isEqualTo(3);
        assertThat(last.total()).isEqualTo(250);
        assertThat(last.rows())
                .extracting(row -> row.record().build())
                .startsWith(50)
                .endsWith(1)
                .hasSize(50);
        assertThat(HistoryQuery.of(null, null, null, "-1").select(long_).page()).isEqualTo(1);
        assertThat(HistoryQuery.of(null, null, null, null).select(List.of()).pages())
                .isEqualTo(1);
    }

    @Test
    void headOfTheSortedColumnTurnsTheOrderRound() {
        final TableOrder<HistoryRow> order =
                HistoryQuery.of(null, "gap", "desc", null).order();

        assertThat(order.link("gap")).isEqualTo("?sort=gap&order=asc");
        assertThat(order.link("claim")).isEqualTo("?sort=claim&order=desc");
        assertThat(order.ariaSort("gap")).isEqualTo("descending");
        assertThat(order.ariaSort("claim")).isEqualTo("none");
    }

    @Test
    void trendHasParallelListsAndLeavesOutClaimsThatCannotBeRecomputed() throws IOException {
        final StringWriter text = new StringWriter();
        TrendJson.write(
                List.of(
                        new TrendJson.Source(null, "job/a/", Series.of(HISTORY)),
                        new TrendJson.Source("main", "job/main/", Series.of(HISTORY.subList(0, 1)))),
                text);

        final JsonArray series =
                JsonParser.parseString(text.toString()).getAsJsonObject().getAsJsonArray("series");
        final JsonObject amn = series.get(1).getAsJsonObject();
        assertThat(series).hasSize(3);
        assertThat(amn.get("name").getAsString()).isEqualTo("amn on cpu");
        assertThat(amn.get("job").isJsonNull()).isTrue();
        assertThat(amn.get("builds")).hasToString("[1,2,3]");
        assertThat(amn.get("claims")).hasToString("[0.53,0.54,null]");
        assertThat(amn.get("actuals")).hasToString("[0.53,0.41,0.52]");
        assertThat(amn.get("verdicts")).hasToString("[0,2,1]");
        assertThat(series.get(2).getAsJsonObject().get("job").getAsString()).isEqualTo("main");
    }

    @Test
    void sparklineStaysInItsPictureAndDoesNotBlowUpNoise() {
        final Sparkline noise = new Sparkline(new Series(
                "s", List.of(record(1, "m", 0.5000, 0.5001), record(2, "m", 0.5001, 0.5), record(3, "m", 0.5, 0.5))));
        final Sparkline fall = new Sparkline(new Series("s", List.of(record(1, 0.53), record(2, -0.0073))));

        assertThat(heights(noise.getActualPath())).allSatisfy(y -> assertThat(y).isCloseTo(14, within(0.5)));
        assertThat(heights(fall.getActualPath()))
                .satisfies(ys -> assertThat(ys.get(1) - ys.get(0)).isGreaterThan(20));
        assertThat(heights(fall.getActualPath() + fall.getClaimPath()))
                .allSatisfy(y -> assertThat(y).isBetween(0.0, 28.0));
    }

    @Test
    void sparklineIsInterruptedWhereThereIsNoClaim() {
        final Sparkline line =
                new Sparkline(new Series("amn on cpu", Series.of(HISTORY).get(1).records()));
        assertThat(line.getClaimPath()).matches("M[^ML]*L[^ML]*");
        assertThat(line.getActualPath()).matches("M[^ML]*L[^ML]*L[^ML]*");
    }

    @Test
    void numbersThatNoCosineHasBreakNeitherTrendNorPicture() throws IOException {
        for (final double claim : new double[] {1e300, -1e308, Double.MAX_VALUE, 4e-320}) {
            final List<HistoryRecord> records = List.of(record(1, "m", claim, -0.5), record(2, "m", -claim, 0.5));
            final StringWriter text = new StringWriter();
            TrendJson.write(List.of(new TrendJson.Source(null, "job/a/", Series.of(records))), text);

            assertThat(JsonParser.parseString(text.toString()).isJsonObject()).isTrue();
            final Sparkline line = new Sparkline(new Series("s", records));
            assertThat(line.getClaimPath() + line.getActualPath() + line.getLastY())
                    .doesNotContain("NaN", "Infinity")
                    .hasSizeLessThan(200);
        }
    }

    private static HistoryRecord errors(int build, double claim, double actual) {
        return HistoryRecord.builder()
                .build(build)
                .folder(Integer.toString(build))
                .timestamp(build)
                .id("amn")
                .model("amn")
                .metric("mse")
                .device("cpu")
                .claim(claim)
                .actual(actual)
                .gap(claim - actual)
                .standing(Standing.PASSED)
                .missed("")
                .build();
    }

    @Test
    void numbersOfAnotherMetricNameItAndKeepTheirDigits() throws IOException {
        List<HistoryRecord> history = List.of(record(1, 0.5), errors(1, 1.2e-7, 1.3e-7), errors(2, 1.2e-7, 1.9e-7));
        List<Series> series = Series.of(history);
        StringWriter text = new StringWriter();
        TrendJson.write(List.of(new TrendJson.Source(null, "job/a/", series)), text);

        JsonArray written =
                JsonParser.parseString(text.toString()).getAsJsonObject().getAsJsonArray("series");
        JsonObject ofErrors = written.get(0).getAsJsonObject();
        assertThat(series).extracting(Series::key).containsExactly("amn, mse on cpu", "amn on cpu");
        assertThat(ofErrors.get("metric").getAsString()).isEqualTo("mse");
        assertThat(ofErrors.get("lowerIsBetter").getAsBoolean()).isTrue();
        assertThat(ofErrors.get("actuals")).hasToString("[1.3E-7,1.9E-7]");
        assertThat(written.get(1).getAsJsonObject().has("metric")).isFalse();
        Sparkline line = new Sparkline(series.get(0));
        assertThat(line.describe(HistoryRecords::english))
                .isEqualTo("The last 2 checkpoints, from 1.3000e-07 to 1.9000e-07 mse");
        List<Double> heights = heights(line.getActualPath());
        assertThat(heights.get(0) - heights.get(1)).isGreaterThan(10);
    }

    private static List<Double> heights(final String path) {
        final List<Double> heights = new ArrayList<>();
        for (final String point : path.substring(1).split("[ML]")) {
            heights.add(Double.valueOf(point.split(" ")[1]));
        }
        return heights;
    }
}
