package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One bar of the histogram, as a line of a table. */
public final class HistogramBin {
    private final double from;
    private final double to;
    private final long count;

    private HistogramBin(double from, double to, long count) {
        this.from = from;
        this.to = to;
        this.count = count;
    }

    /** All bars but the empty ones. */
    static List<HistogramBin> of(Histogram histogram) {
        List<Long> counts = histogram.counts();
        double width = (histogram.to() - histogram.from()) / counts.size();
        List<HistogramBin> bins = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                bins.add(new HistogramBin(
                        histogram.from() + i * width, histogram.from() + (i + 1) * width, counts.get(i)));
            }
        }
        return bins;
    }

    public String getRange() {
        return range(from, to);
    }

    /** In no language. */
    static String range(double from, double to) {
        return String.format(Locale.ROOT, "%.3f … %.3f", from, to);
    }

    public String getCount() {
        return NumberFormats.count(count);
    }
}
