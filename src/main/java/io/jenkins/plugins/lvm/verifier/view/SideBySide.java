package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.metric.Metric;
import org.jspecify.annotations.Nullable;

/** A number of this checkpoint beside the baseline's. */
public final class SideBySide {
    private final String name;
    private final String ours;
    private final String theirs;
    private final String difference;

    SideBySide(String name, String ours, String theirs) {
        this(name, ours, theirs, "");
    }

    private SideBySide(String name, String ours, String theirs, String difference) {
        this.name = name;
        this.ours = ours;
        this.theirs = theirs;
        this.difference = difference;
    }

    static SideBySide of(String name, @Nullable Double ours, @Nullable Double theirs) {
        return new SideBySide(
                name,
                NumberFormats.cosine(ours),
                NumberFormats.cosine(theirs),
                ours == null || theirs == null ? NumberFormats.NONE : NumberFormats.difference(ours - theirs));
    }

    /** Numbers of a metric; null for the cosine. */
    static SideBySide of(@Nullable Metric metric, String name, @Nullable Double ours, @Nullable Double theirs) {
        return new SideBySide(
                name,
                MetricWords.figure(metric, ours),
                MetricWords.figure(metric, theirs),
                ours == null || theirs == null
                        ? NumberFormats.NONE
                        : MetricWords.difference(metric, Double.valueOf(ours - theirs)));
    }

    public String getName() {
        return name;
    }

    /** This checkpoint's. */
    public String getOurs() {
        return ours;
    }

    /** The baseline's. */
    public String getTheirs() {
        return theirs;
    }

    /** This checkpoint's minus the baseline's. */
    public String getDifference() {
        return difference;
    }
}
