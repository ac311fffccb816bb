package io.jenkins.plugins.lvm.report.history;

import java.util.regex.Pattern;

/** Names the series that a checkpoint belongs to, so that the checkpoints of many training runs form one line of the trend. */
public final class SeriesName {
    private static final String DATE = "(?:19|20)\\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\\d|3[01])";
    private static final String TIME = "(?:[01]\\d|2[0-3])[-_.:h]?[0-5]\\d(?:[-_.:m]?[0-5]\\d)?(?:[.]\\d{1,9})?Z?";
    private static final String EPOCH = "1\\d{9}(?:\\d{3})?";
    private static final Pattern MOMENT =
            Pattern.compile("(?<!\\d)(?:" + DATE + "(?:[-_.T ]?" + TIME + ")?|" + EPOCH + ")(?!\\d)");

    private SeriesName() {}

    /**
     * The model's name when the user gives none: the path with each date, with or without a time, and each epoch time replaced by
     * {@code *}.
     *
     * @param path the checkpoint's path, best relative to the workspace, so that it is the same on every agent
     */
    public static String ofPath(final String path) {
        return MOMENT.matcher(path.replace('\\', '/')).replaceAll("*");
    }

    /** The key of a series: one model on one device. */
    public static String of(final String model, final String device) {
        return model + " on " + device;
    }
}
