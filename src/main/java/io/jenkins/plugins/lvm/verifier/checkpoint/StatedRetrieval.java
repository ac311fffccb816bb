package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A retrieval metric that a checkpoint states about itself: in how many cases the target was among the first candidates, or how far
 * down it was on average.
 *
 * @param metric name of the entry, such as {@code recall@500}, {@code hit@5}, {@code Contain@50} or {@code MRR}
 * @param source where it stands, such as {@code metrics.recall@500}
 * @param cutoff how many candidates count; 0 where all do
 * @param reciprocal whether it is a mean reciprocal rank rather than a share of hits
 * @param number what is stated; a share, or percent
 */
public record StatedRetrieval(String metric, String source, int cutoff, boolean reciprocal, double number) {
    private static final List<String> HOLDERS =
            Arrays.asList(null, "val_results", "val_metrics", "metrics", "final_metrics");
    private static final Pattern HITS = Pattern.compile("(?:(?:recall|r|hits?|contain)@|recall)(\\d{1,7})");
    private static final Pattern RANKS = Pattern.compile("mrr(?:@(\\d{1,7}))?");
    private static final int MOST = 32;

    /** All that are found in the places where trainers put them, in file order. What is not a finite number is none. */
    static List<StatedRetrieval> findIn(Map<?, ?> top) {
        List<StatedRetrieval> found = new ArrayList<>();
        for (@Nullable String holder : HOLDERS) {
            if ((holder == null ? top : top.get(holder)) instanceof Map<?, ?> metrics) {
                metrics.entrySet().stream()
                        .filter(entry -> entry.getKey() instanceof String)
                        .map(entry -> of(holder, (String) entry.getKey(), entry.getValue()))
                        .filter(Objects::nonNull)
                        .limit(MOST)
                        .forEach(found::add);
            }
        }
        return List.copyOf(found);
    }

    private static @Nullable StatedRetrieval of(@Nullable String holder, String name, @Nullable Object stated) {
        String small = name.toLowerCase(Locale.ROOT);
        Matcher hits = HITS.matcher(small);
        Matcher ranks = RANKS.matcher(small);
        Double number = StatedMetric.number(stated);
        if (number == null || !Double.isFinite(number)) {
            return null;
        }
        String source = FileErrors.printable(holder == null ? name : holder + "." + name);
        if (hits.matches()) {
            int cutoff = Integer.parseInt(hits.group(1));
            return cutoff == 0 ? null : new StatedRetrieval(name, source, cutoff, false, number);
        }
        return ranks.matches()
                ? new StatedRetrieval(
                        name, source, ranks.group(1) == null ? 0 : Integer.parseInt(ranks.group(1)), true, number)
                : null;
    }

    /**
     * The number as a share, 0..1.
     *
     * @param percent whether shares of hits are written down as percent
     * @return null if it cannot be one
     */
    public @Nullable Double share(boolean percent) {
        double share = percent && !reciprocal ? number / 100 : number;
        return share >= 0 && share <= 1 ? Double.valueOf(share) : null;
    }
}
