package io.jenkins.plugins.lvm.report.history;

import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.view.MetricWords;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The trend as the chart reads it: for each series parallel lists, one entry for each checkpoint; a claim that cannot be recomputed is
 * left out, and so are the numbers of a checkpoint that could not be verified, which has a problem instead. Numbers are rounded to six
 * decimals: a chart shows fewer. The numbers of a series are of one metric, which is named where it is not the cosine; these are not
 * rounded, since their unit is anyone's.
 */
public final class TrendJson {
    /** Numbers beyond this have no decimals to round, and might become infinite. */
    private static final double LARGE = 1e9;

    private final JsonWriter json;

    private TrendJson(final Writer out) {
        this.json = new JsonWriter(out);
    }

    /**
     * The series of one job.
     *
     * @param job name to show with each series; null for the job that the page is about
     * @param url path of the job below the controller's root
     */
    public record Source(@Nullable String job, String url, List<Series> series) {}

    /** Writes all series of some jobs. */
    public static void write(final List<Source> sources, final Writer out) throws IOException {
        final TrendJson trend = new TrendJson(out);
        trend.json.beginObject().name("series").beginArray();
        for (final Source source : sources) {
            for (final Series series : source.series()) {
                trend.series(source, series);
            }
        }
        trend.json.endArray().endObject().flush();
    }

    private void series(final Source source, final Series series) throws IOException {
        json.beginObject();
        json.name("name").value(PrintableText.of(series.key()));
        json.name("job").value(source.job());
        json.name("url").value(source.url());
        String metric = series.metric();
        if (metric != null) {
            json.name("metric").value(PrintableText.of(metric));
            json.name("lowerIsBetter").value(MetricWords.isLowerBetter(metric));
        }
        numbers("builds", series, HistoryRecord::build);
        numbers("times", series, HistoryRecord::timestamp);
        numbers("claims", series, record -> record.gap() == null ? null : rounded(metric, record.claim()));
        numbers("actuals", series, record -> rounded(metric, record.actual()));
        numbers("errors", series, record -> rounded(metric, record.standardError()));
        numbers("verdicts", series, record -> record.standing().ordinal());
        texts("ids", series, HistoryRecord::id);
        if (series.records().stream().anyMatch(HistoryRecord::isError)) {
            texts("problems", series, record -> record.isError() ? PrintableText.of(record.problem()) : null);
        }
        json.endObject();
    }

    private void texts(String name, Series series, Function<HistoryRecord, @Nullable String> value) throws IOException {
        json.name(name).beginArray();
        for (HistoryRecord record : series.records()) {
            json.value(value.apply(record));
        }
        json.endArray();
    }

    private void numbers(final String name, final Series series, final Function<HistoryRecord, @Nullable Number> value)
            throws IOException {
        json.name(name).beginArray();
        for (final HistoryRecord record : series.records()) {
            json.value(value.apply(record));
        }
        json.endArray();
    }

    private static @Nullable Double rounded(@Nullable String metric, @Nullable Double value) {
        return value == null || metric != null || Math.abs(value) > LARGE
                ? value
                : Double.valueOf(Math.rint(value * 1e6) / 1e6);
    }
}
