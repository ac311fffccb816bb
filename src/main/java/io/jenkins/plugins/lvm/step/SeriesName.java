package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.report.VerificationStore;
import java.util.regex.Pattern;

/** Names a model's line in the trend, which has to stay the same from one training run to the next. */
final class SeriesName {
    private static final int LONGEST_ID = 100;

    /** A date with or without a time, or seconds or milliseconds since 1970, standing alone between other characters. */
    private static final Pattern TIME_OF_RUN = Pattern.compile("(?<![0-9])(?:"
            + "(?:19|20)\\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\\d|3[01])(?:[-_.T ]?\\d{2}[-_.:h]?\\d{2}(?:[-_.:m]?\\d{2})?s?)?"
            + "|1\\d{9}(?:\\d{3})?"
            + ")(?![0-9])");

    private SeriesName() {}

    /** The series of a checkpoint whose model is not named: its path, below the workspace where it lies there, without times. */
    static String ofPath(final String workspace, final String checkpoint) {
        final String root = workspace + "/";
        final String relative = checkpoint.startsWith(root) ? checkpoint.substring(root.length()) : checkpoint;
        return TIME_OF_RUN.matcher(relative).replaceAll("*");
    }

    /** A name for a series that is fit for a file and a URL. */
    static String id(final String series) {
        final String id = series.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        final String bounded = id.length() <= LONGEST_ID
                ? id
                : id.substring(0, LONGEST_ID - 9) + "-" + Integer.toHexString(series.hashCode());
        return VerificationStore.isValidId(bounded) ? bounded : "model";
    }
}
