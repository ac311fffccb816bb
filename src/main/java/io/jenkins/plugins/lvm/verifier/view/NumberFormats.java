package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Numbers and short phrases as text. What is not there becomes a dash. */
public final class NumberFormats {
    /** Stands for a number that there is none of. */
    public static final String NONE = "–";

    private static final double HALF_DIGIT = 0.00005;
    /** Numbers from here on would be written with more digits than anyone reads. */
    private static final double LARGE = 1e6;
    /** Whole numbers below this are exact. */
    private static final double LARGEST_WHOLE = 1L << 53;

    private NumberFormats() {}

    /** A cosine. */
    public static String cosine(@Nullable Double value) {
        return value == null ? NONE : String.format(Locale.ROOT, isLarge(value) ? "%.3e" : "%.4f", value);
    }

    /** A difference of cosines, with its sign. */
    public static String difference(@Nullable Double value) {
        if (value == null) {
            return NONE;
        }
        // Not "-0.0000".
        return Math.abs(value) < HALF_DIGIT
                ? "0.0000"
                : String.format(Locale.ROOT, isLarge(value) ? "%+.3e" : "%+.4f", value);
    }

    /** The same for a column, in which every number has a sign; that of a zero is a plus. */
    public static String signed(double value) {
        return String.format(
                Locale.ROOT, isLarge(value) ? "%+.3e" : "%+.4f", Math.abs(value) < HALF_DIGIT ? 0.0 : value);
    }

    /** A standard error behind its cosine, as {@code  ± 0.0123}; empty without one. */
    public static String plusMinus(@Nullable Double standardError) {
        return standardError == null ? "" : " ± " + cosine(standardError);
    }

    /** A difference as small as rounding makes it. */
    public static String small(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    /** What such a difference may be. */
    public static String tolerance(double value) {
        return String.format(Locale.ROOT, "%.0e", value);
    }

    /** A cosine of which more digits count than people read. */
    public static String precise(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** About how much it is, in two digits. */
    public static String roughly(double value) {
        return String.format(Locale.ROOT, "%.2g", value);
    }

    /** A number beside an axis. */
    public static String tick(double value) {
        // Not "-0.00".
        return String.format(Locale.ROOT, "%.2f", value + 0.0);
    }

    /** A share in a sentence, with this many digits behind the point: {@code 37 %}. */
    public static String share(double share, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
    }

    /** A share between 0 and 1. */
    public static String percent(double share) {
        if (share == 0 || share >= 0.1) {
            return String.format(Locale.ROOT, isLarge(share) ? "%.3e%%" : "%.0f%%", 100 * share);
        }
        return share < 0.00005
                ? "< 0.01%"
                : String.format(Locale.ROOT, share < 0.01 ? "%.2f%%" : "%.1f%%", 100 * share);
    }

    private static boolean isLarge(double value) {
        return Math.abs(value) >= LARGE;
    }

    /** A constant's name. */
    public static String name(@Nullable Enum<?> constant) {
        return constant == null ? NONE : constant.name();
    }

    /** A count, with a comma between each three digits. */
    public static String count(@Nullable Number count) {
        return count == null ? NONE : String.format(Locale.ROOT, "%,d", count.longValue());
    }

    /** A count in few characters: 584k, 2.3M. */
    public static String shortCount(long count) {
        if (count < 1000) {
            return Long.toString(count);
        }
        boolean millions = count >= 999_500;
        double value = count / (millions ? 1e6 : 1e3);
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f%s" : "%.0f%s", value, millions ? "M" : "k");
    }

    /** A size in bytes. */
    public static String bytes(long bytes) {
        return shortCount(bytes) + "B";
    }

    /** A duration. */
    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : isLarge(seconds) ? "%.3e s" : "%.0f s", seconds);
    }

    /** The number that a gate looked at. */
    public static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
            return Long.toString((long) value);
        }
        return Math.abs(value) < HALF_DIGIT ? "0.0000" : cosine(value);
    }

    /** A number, a text, or a list or a map of them. */
    public static String text(@Nullable Object value) {
        if (value instanceof Double number) {
            return Math.abs(number) > 0 && Math.abs(number) < 0.001
                    ? String.format(Locale.ROOT, "%.1e", number)
                    : number(number);
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(NumberFormats::text).collect(Collectors.joining(", "));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> words(String.valueOf(entry.getKey())) + " " + text(entry.getValue()))
                    .collect(Collectors.joining(", "));
        }
        return value == null ? NONE : value.toString();
    }

    /** A name of a field, such as {@code reproducedBy}, as words. */
    static String words(String name) {
        return name.matches("[a-z]+([A-Z][a-z]+)+")
                ? name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT)
                : name;
    }

    /** How per-sample cosines were averaged for a claim. */
    public static String kind(Claim claim) {
        return kind(claim.kind(), claim);
    }

    /**
     * How per-sample cosines were averaged.
     *
     * @param claim whose batches they were
     */
    public static String kind(MeanKind kind, @Nullable Claim claim) {
        if (kind == MeanKind.SAMPLE_MEAN) {
            return "mean of samples";
        }
        return "mean of batch means" + (claim == null || claim.batchSize() == null ? "" : " of " + claim.batchSize());
    }
}
