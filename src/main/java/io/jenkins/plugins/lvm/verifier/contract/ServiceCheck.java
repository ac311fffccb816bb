package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.cosine;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.named;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.positive;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.range;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.share;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running service, held row by row against what the verified forward definition predicts. Rows are drawn at random without
 * replacement, so that a service that differs on more than a share of them is found with a known risk of missing it.
 *
 * @param url of the endpoint, without query
 * @param template how requests and answers look
 * @param rows which rows, and what was answered
 * @param compared how the answers compare
 * @param errors rows without a usable answer, by kind
 * @param latency of the answers; null if there was none
 * @param computes what the service was found to compute in place of the verified definition; null if that is not known
 */
public record ServiceCheck(
        String url,
        String template,
        Conclusion conclusion,
        Rows rows,
        Compared compared,
        List<Errors> errors,
        @Nullable Latency latency,
        @Nullable String computes) {
    private static final double LONGEST_MILLIS = 1e9;
    /** Of a relative difference, whose denominator can be small. */
    private static final double LARGEST_DIFFERENCE = Double.MAX_VALUE;

    /** What is certain. */
    public enum Conclusion {
        /** So many rows were the same that no more than a share of all rows can differ. */
        SAME,
        /** A row differs. */
        DIFFERENT,
        /** Too few rows were answered. */
        UNDECIDED
    }

    /**
     * The rows.
     *
     * @param population rows that were drawn from
     * @param wanted rows that have to be the same for certainty
     * @param asked rows that were sent
     * @param answered rows with a usable answer
     * @param seed of the draw
     * @param share of the population that may differ without being noticed
     * @param risk that more differ and none of them was among the rows wanted
     */
    public record Rows(long population, long wanted, long asked, long answered, long seed, double share, double risk) {}

    /**
     * The comparison of the answered rows.
     *
     * @param measure the formula, with s for the service's prediction and v for the verified definition's
     * @param tolerance largest difference that counts as the same
     * @param differing rows beyond it
     * @param largest difference of a row; null if none was answered
     * @param meanCosine of both predictions, over rows; null if none was answered
     * @param first row beyond the tolerance, in the order of the draw
     * @param worst row; null if none was answered
     */
    public record Compared(
            String measure,
            double tolerance,
            long differing,
            @Nullable Double largest,
            @Nullable Double meanCosine,
            @Nullable Row first,
            @Nullable Row worst) {

        /** The measure where there are attested cosines in place of predictions. */
        public static final String OF_ATTESTED_COSINES = "|cos(s, target) − attested cosine|";

        /** Whether the service was held against attested cosines, not against predictions. */
        public boolean isOfAttestedCosines() {
            return OF_ATTESTED_COSINES.equals(measure);
        }
    }

    /**
     * One row.
     *
     * @param position in the order of the draw, from 0
     * @param row its number in the file
     * @param difference by the measure
     * @param cosine of both predictions
     */
    public record Row(long position, long row, double difference, double cosine) {}

    /**
     * Rows that got no usable answer for the same reason.
     *
     * @param kind of reason
     * @param rows how many
     * @param example of what was wrong
     */
    public record Errors(String kind, long rows, String example) {}

    /** Milliseconds from sending a request until all of its answer was there, of requests that were answered. */
    public record Latency(
            long requests, double mean, double p50, double p90, double p95, double p99, double max, int connections) {}

    public ServiceCheck {
        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    /**
     * Share of rows without a usable answer: of those asked where a difference ended the check, else of those wanted, so that a service
     * that ends in the middle owes the rest.
     */
    public double unanswered() {
        long due = conclusion == Conclusion.DIFFERENT ? rows.asked() : rows.wanted();
        return due == 0 ? 1 : Math.max(0, 1 - (double) rows.answered() / due);
    }

    /** Throws {@link IllegalArgumentException} if the verifier cannot have written this. */
    void requireSound() {
        require(
                named(url, template) && conclusion != null && rows != null && compared != null,
                "a service check lacks a part");
        range(rows.population(), 1, ReportCheck.MOST_ROWS, "the number of rows");
        range(rows.wanted(), 1, rows.population(), "the number of rows");
        range(rows.asked(), 0, rows.wanted(), "the number of rows");
        range(rows.answered(), 0, rows.asked(), "the number of rows");
        share(rows.share());
        share(rows.risk());
        require(named(compared.measure()), "a service check lacks a part");
        positive(compared.tolerance(), LARGEST_DIFFERENCE, "a tolerance");
        positive(compared.largest(), LARGEST_DIFFERENCE, "a difference");
        cosine(compared.meanCosine());
        range(compared.differing(), 0, rows.answered(), "the number of rows");
        row(compared.first());
        row(compared.worst());
        require(
                (compared.largest() == null) == (rows.answered() == 0)
                        && (compared.worst() == null) == (rows.answered() == 0)
                        && (compared.first() == null) == (compared.differing() == 0),
                "a difference belongs to no row");
        boolean beyond = compared.largest() != null && compared.largest() > compared.tolerance();
        require(
                beyond == (compared.differing() > 0)
                        && (conclusion == Conclusion.DIFFERENT) == beyond
                        && (conclusion != Conclusion.SAME || rows.answered() == rows.wanted()),
                "what it concludes of the service does not follow from the rows");
        for (Errors error : errors) {
            require(error != null && named(error.kind(), error.example()), "an error lacks a part");
            range(error.rows(), 1, rows.asked(), "the number of rows");
        }
        if (latency != null) {
            range(latency.requests(), 1, rows.asked(), "the number of requests");
            range(latency.connections(), 1, Integer.MAX_VALUE, "the number of connections");
            for (double millis : new double[] {
                latency.mean(), latency.p50(), latency.p90(), latency.p95(), latency.p99(), latency.max()
            }) {
                positive(millis, LONGEST_MILLIS, "a time");
            }
        }
        require(computes == null || named(computes), "what the service computes has too long a name");
    }

    private void row(@Nullable Row row) {
        if (row != null) {
            range(row.position(), 0, rows.wanted() - 1, "the place of a row");
            range(row.row(), 0, ReportCheck.MOST_ROWS, "the number of a row");
            positive(row.difference(), LARGEST_DIFFERENCE, "a difference");
            cosine(row.cosine());
        }
    }
}
