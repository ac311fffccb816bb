package io.jenkins.plugins.lvm.report.rows;

import io.jenkins.plugins.lvm.verifier.view.NumberFormats;

/**
 * One row in two builds.
 *
 * @param row its number in the file, or, where that cannot be told, in evaluation order; from 0
 * @param before its cosine in the first build
 * @param after in the second
 */
public record RowChange(long row, float before, float after) {
    /** After minus before. */
    double change() {
        return (double) after - before;
    }

    public String getRowText() {
        return NumberFormats.count(row);
    }

    public String getBeforeText() {
        return NumberFormats.cosine((double) before);
    }

    public String getAfterText() {
        return NumberFormats.cosine((double) after);
    }

    public String getChangeText() {
        return NumberFormats.difference(change());
    }
}
