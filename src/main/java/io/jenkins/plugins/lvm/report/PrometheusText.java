package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.report.history.Standing;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last checkpoint of each series in Prometheus' text format, version 0.0.4, which an OpenTelemetry collector reads as well. Series
 * without a number have no sample of it.
 */
final class PrometheusText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** A gauge of each series: what it means, and its value. */
    private record Gauge(String name, String help, Function<CheckpointLine, @Nullable Double> value) {}

    private static final List<Gauge> GAUGES = List.of(
            new Gauge("lvm_checkpoint_claim", "What the checkpoint claims.", CheckpointLine::getClaim),
            new Gauge("lvm_checkpoint_actual", "What was re-measured.", CheckpointLine::getActual),
            new Gauge(
                    "lvm_checkpoint_gap",
                    "Actual minus claim; of a metric whose lower numbers are better, claim minus actual.",
                    CheckpointLine::getGap),
            new Gauge(
                    "lvm_checkpoint_builds_since",
                    "Builds of the job that have ended since without a word about the model.",
                    line -> (double) line.getBuildsSince()),
            new Gauge(
                    "lvm_checkpoint_build_start_seconds",
                    "When the build started, as seconds since 1970.",
                    line -> line.getTimestamp() / 1000.0));

    private static final String VERDICT = "lvm_checkpoint_verdict";

    private PrometheusText() {}

    /** Writes all series. */
    static void write(List<DashboardLine> series, Appendable out) throws IOException {
        for (Gauge gauge : GAUGES) {
            head(gauge.name(), gauge.help(), out);
            for (DashboardLine one : series) {
                Double value = gauge.value().apply(one.getLatest());
                if (value != null) {
                    sample(gauge.name(), labels(one), value, out);
                }
            }
        }
        head(VERDICT, "1 of the verdict that was reached, 0 of the others; ERROR where it could not be verified.", out);
        for (DashboardLine one : series) {
            for (Standing standing : Standing.values()) {
                double value = one.getLatest().record().standing() == standing ? 1 : 0;
                sample(VERDICT, labels(one) + ",verdict=\"" + standing + "\"", value, out);
            }
        }
    }

    private static void head(String name, String help, Appendable out) throws IOException {
        out.append("# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n");
    }

    private static void sample(String name, String labels, double value, Appendable out) throws IOException {
        out.append(name + "{" + labels + "} " + number(value) + "\n");
    }

    private static String labels(DashboardLine series) {
        CheckpointLine latest = series.getLatest();
        String metric = latest.getMetric();
        String device = latest.getDevice();
        // Not "job": that is what Prometheus calls the place it reads from.
        return label("project", series.project()) + "," + label("series", series.series()) + ","
                + label("model", latest.getModel()) + "," + label("device", device == null ? "" : device) + ","
                + label("metric", metric == null ? "cosine" : metric);
    }

    /** A label: what would end it, or its line, is written as the format has it. */
    static String label(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /** A number as the format spells it. */
    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }
}
