package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of per-sample cosines as an SVG picture: bars, and a line each for the claim and the actual. Colours come from the
 * style sheet of the page, and the only texts are numbers and phrases of this class, so the result can go into a page as it is.
 */
public final class HistogramSvg {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 256;
    private static final int LEFT = 10;
    private static final int RIGHT = 10;
    private static final int TOP = 50;
    private static final int BOTTOM = 28;
    private static final int LABEL_LINE = 22;
    private static final int MOST_TICKS = 14;
    /** Of the words beside a line. */
    private static final int LABEL_WIDTH = 150;

    private static final String NOTHING = "There is no histogram.";
    private static final String DESCRIPTION = "Histogram of the cosines of {0} rows; actual {1}";
    private static final String DESCRIPTION_WITH_CLAIM = "Histogram of the cosines of {0} rows; actual {1}; claim {2}";
    private static final String ROW = "{0}: 1 row ({1})";
    private static final String ROWS = "{0}: {1} rows ({2})";
    private static final String CLAIM = "claim {0}";
    private static final String ACTUAL = "actual {0}";

    private final Histogram histogram;
    private final @Nullable Double claim;
    private final double actual;
    private final long total;
    private final int first;
    private final int last;
    private final UnaryOperator<String> phrase;
    private final StringBuilder svg = new StringBuilder();

    private HistogramSvg(Histogram histogram, @Nullable Double claim, double actual, UnaryOperator<String> phrase) {
        this.phrase = phrase;
        this.histogram = histogram;
        this.claim = claim;
        this.actual = actual;
        this.total = histogram.rows();
        int low = bin(actual);
        int high = low;
        if (claim != null) {
            low = Math.min(low, bin(claim));
            high = Math.max(high, bin(claim));
        }
        for (int i = 0; i < histogram.counts().size(); i++) {
            if (histogram.counts().get(i) > 0) {
                low = Math.min(low, i);
                high = Math.max(high, i);
            }
        }
        this.first = Math.max(0, low - 1);
        this.last = Math.min(histogram.counts().size() - 1, high + 1);
    }

    /** Draws a verification's histogram, in English. */
    public static String of(Verification verification) {
        return of(verification, UnaryOperator.identity());
    }

    /**
     * Draws a verification's histogram.
     *
     * @param phrase translates an English phrase, in which {@code {0}} and so on stand for numbers
     */
    public static String of(Verification verification, UnaryOperator<String> phrase) {
        // What is claimed of another metric is nowhere among cosines.
        Claim claim = verification.measured() == null ? verification.claim() : null;
        Histogram histogram = verification.actual().histogram();
        if (histogram == null || !histogram.isSound()) {
            return nothing(phrase.apply(NOTHING));
        }
        return new HistogramSvg(
                        histogram,
                        Claim.recomputed(claim),
                        verification.actual().value(),
                        phrase)
                .draw();
    }

    /** What is shown of a histogram that is missing or cannot be one. */
    private static String nothing(String words) {
        return String.format(
                Locale.ROOT,
                "<svg class=\"lvm-histogram\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                        + "<text class=\"lvm-label\" x=\"%d\" y=\"%d\">%s</text></svg>",
                WIDTH,
                BOTTOM,
                words,
                LEFT,
                LABEL_LINE,
                words);
    }

    private String text(String english, String... numbers) {
        return new MessageFormat(phrase.apply(english), Locale.ROOT).format(numbers);
    }

    private String draw() {
        List<Long> counts = histogram.counts();
        long highest =
                Math.max(1, counts.stream().mapToLong(Long::longValue).max().orElse(1));
        add(
                "<svg class=\"lvm-histogram\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, HEIGHT, description());
        for (int i = first; i <= last; i++) {
            if (counts.get(i) == 0) {
                continue;
            }
            double height = (HEIGHT - TOP - BOTTOM) * (double) counts.get(i) / highest;
            double x = x(edge(i));
            add(
                    "<g><title>%s</title>"
                            + "<rect class=\"lvm-bar\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/></g>",
                    bar(i), x + 0.5, HEIGHT - BOTTOM - height, Math.max(0.5, x(edge(i + 1)) - x - 1), height);
        }
        axis();
        boolean sameSpot = claim != null && Math.abs(x(claim) - x(actual)) < LABEL_WIDTH;
        if (claim != null) {
            marker("lvm-claim", text(CLAIM, NumberFormats.cosine(claim)), claim, LABEL_LINE - 2);
        }
        marker(
                "lvm-actual",
                text(ACTUAL, NumberFormats.cosine(actual)),
                actual,
                sameSpot ? 2 * LABEL_LINE - 2 : LABEL_LINE - 2);
        return svg.append("</svg>").toString();
    }

    private String bar(int bin) {
        String range = HistogramBin.range(edge(bin), edge(bin + 1));
        long count = histogram.counts().get(bin);
        String share =
                NumberFormats.percent(count / (double) Math.max(1, total)).replace("<", "&lt;");
        return count == 1 ? text(ROW, range, share) : text(ROWS, range, NumberFormats.count(count), share);
    }

    private String description() {
        String rows = NumberFormats.count(total);
        return claim == null
                ? text(DESCRIPTION, rows, NumberFormats.cosine(actual))
                : text(DESCRIPTION_WITH_CLAIM, rows, NumberFormats.cosine(actual), NumberFormats.cosine(claim));
    }

    private void axis() {
        add(
                "<line class=\"lvm-axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        double step = step(edge(last + 1) - edge(first));
        for (double tick = Math.ceil(edge(first) / step) * step; tick <= edge(last + 1) + 1e-9; tick += step) {
            double x = x(tick);
            add(
                    "<line class=\"lvm-axis\" x1=\"%.2f\" y1=\"%d\" x2=\"%.2f\" y2=\"%d\"/>",
                    x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4);
            if (x > LEFT + 12 && x < WIDTH - RIGHT - 12) {
                add(
                        "<text class=\"lvm-tick\" x=\"%.2f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                        x, HEIGHT - BOTTOM + 18, NumberFormats.tick(tick));
            }
        }
    }

    private void marker(String style, String label, double value, int labelY) {
        double x = x(value);
        boolean flip = x > WIDTH - LABEL_WIDTH;
        add(
                "<line class=\"%s\" x1=\"%.2f\" y1=\"%d\" x2=\"%.2f\" y2=\"%d\"/>",
                style, x, labelY + 3, x, HEIGHT - BOTTOM);
        add(
                "<text class=\"lvm-label\" x=\"%.2f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                flip ? x - 4 : x + 4, labelY, flip ? "end" : "start", label);
    }

    private static double step(double range) {
        for (double step : new double[] {0.01, 0.02, 0.05, 0.1, 0.2}) {
            if (range / step <= MOST_TICKS) {
                return step;
            }
        }
        return 0.25;
    }

    private int bin(double value) {
        int bins = histogram.counts().size();
        double width = (histogram.to() - histogram.from()) / bins;
        return (int) Math.max(0, Math.min(bins - 1, Math.floor((value - histogram.from()) / width)));
    }

    private double edge(int bin) {
        return histogram.from()
                + bin * (histogram.to() - histogram.from()) / histogram.counts().size();
    }

    private double x(double value) {
        double share = (value - edge(first)) / (edge(last + 1) - edge(first));
        return LEFT + Math.max(0, Math.min(1, share)) * (WIDTH - LEFT - RIGHT);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
