package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DrawnRows;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Range;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is said of a verdict that rests on some of the rows. */
public final class RiskWords {
    private RiskWords() {}

    /** Such as {@code after 521 of 5,936 rows, risk 1e-6}; null where no risk was allowed. */
    public static @Nullable String after(Verification v) {
        Risk risk = v.risk();
        if (risk == null || risk.rows() == null) {
            return null;
        }
        if (risk.rows().left() == 0) {
            return "after all " + NumberFormats.count(risk.rows().all()) + " rows"
                    + (risk.whole() == null ? "" : ": " + risk.whole());
        }
        return "after " + of(risk.rows()) + " rows, " + claimed(risk);
    }

    /** What is known of all rows, in words; null where all were read. */
    public static @Nullable String known(Verification v) {
        Risk risk = v.risk();
        if (risk == null || risk.rows() == null || risk.rows().left() == 0) {
            return null;
        }
        Range actual = risk.interval();
        String clean = v.actual().nonFinite() == 0 && v.actual().zeroPredictions() == 0
                ? "no prediction of these rows is zero or not finite, so that less than "
                        + NumberFormats.percent(risk.rows().unseenBelow()) + " of all are"
                : "";
        String range = actual == null
                ? ""
                : "on all rows the actual is from " + NumberFormats.cosine(actual.low()) + " to "
                        + NumberFormats.cosine(actual.high());
        return range + (range.isEmpty() || clean.isEmpty() ? "" : "; ") + clean;
    }

    static void add(FactList facts, Verification v) {
        Risk risk = v.risk();
        if (risk == null || risk.rows() == null) {
            return;
        }
        String known = known(v);
        facts.add(
                "Rows read",
                of(risk.rows()),
                known == null
                        ? risk.whole() == null ? "all" : "all: " + risk.whole()
                        : "in a random order, seed " + risk.seed() + ", until the verdict was certain, " + claimed(risk)
                                + "; " + known);
        if (risk.heldOut() != null) {
            facts.add("Held-out rows read", of(risk.heldOut()));
        }
    }

    private static String of(DrawnRows rows) {
        return NumberFormats.count(rows.read()) + " of " + NumberFormats.count(rows.all());
    }

    private static String claimed(Risk risk) {
        return risk.repeat() ? "repeat, risk not claimed" : "risk " + number(risk.limit());
    }

    /** Such as 1e-6 or 0.05. */
    private static String number(double risk) {
        return risk >= 0.001
                ? String.valueOf(risk)
                : String.format(Locale.ROOT, "%.1e", risk).replace(".0e", "e").replace("e-0", "e-");
    }
}
