package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.named;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.positive;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.range;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the verifier checked itself before it judged: a few rows, computed again in other ways, and all of them in cheaper ones. A run whose
 * checks do not hold ends with an error and has no verdict, so what stands here held.
 *
 * @param checks those that were run
 * @param seconds of wall time
 */
public record SelfCheck(List<Check> checks, double seconds) {
    private static final double LONGEST_SECONDS = 3.2e10;

    /** Ways to check a prediction. */
    public enum Kind {
        /** Rows computed in float64 by an implementation in plain Java. */
        INDEPENDENT,
        /** Rows computed by the same definition in another batch size, order and thread count. */
        REARRANGED,
        /** A defect planted into the rows or weights of the other checks, which has to be found. */
        PLANTED,
        /** Every product by a matrix, of every row, held against a random projection of it. */
        PRODUCTS,
        /** Whether the engine was given what was read of each row, and what it predicted is judged. */
        PLACES,
        /** The cosine of every row, by plain loops. */
        COSINES
    }

    /**
     * One check.
     *
     * @param rows that were computed again
     * @param largest relative difference of a row from the measurement; of a planted defect, from the sound computation
     * @param tolerance largest difference that is in order; a planted defect has to be beyond it
     * @param what was done, in words
     */
    public record Check(Kind kind, long rows, @Nullable Double largest, double tolerance, String what) {

        /** Both of them, of different rows. */
        private Check and(Check other) {
            return kind == Kind.PLANTED
                    ? this
                    : new Check(
                            kind,
                            rows + other.rows,
                            largest == null || (other.largest != null && other.largest > largest)
                                    ? other.largest
                                    : largest,
                            Math.max(tolerance, other.tolerance),
                            what);
        }
    }

    public SelfCheck {
        checks = checks == null ? List.of() : List.copyOf(checks);
    }

    /** The same, told as that of something else than what is judged. */
    public SelfCheck of(String subject) {
        return new SelfCheck(
                checks.stream()
                        .map(check -> new Check(
                                check.kind(),
                                check.rows(),
                                check.largest(),
                                check.tolerance(),
                                "of " + subject + ": " + check.what()))
                        .toList(),
                seconds);
    }

    /** Both of them, of things that one verification rests on; null where there is neither. */
    public static @Nullable SelfCheck both(@Nullable SelfCheck one, @Nullable SelfCheck other) {
        if (one == null) {
            return other;
        }
        return other == null ? one : one.and(other.checks());
    }

    /** With more checks of the same measurement. */
    public SelfCheck and(List<Check> more) {
        return new SelfCheck(Stream.concat(checks.stream(), more.stream()).toList(), seconds);
    }

    /**
     * How parts of a verification were checked.
     *
     * @param parts one for each; null for one of a version that does not check itself
     * @return null if one was not checked
     */
    public static @Nullable SelfCheck joined(List<@Nullable SelfCheck> parts) {
        // A baseline's are told apart by their words.
        Map<List<Object>, Check> checks = new LinkedHashMap<>();
        double seconds = 0;
        for (SelfCheck part : parts) {
            if (part == null) {
                return null;
            }
            part.requireSound();
            part.checks().forEach(check -> checks.merge(List.of(check.kind(), check.what()), check, Check::and));
            seconds += part.seconds();
        }
        return new SelfCheck(List.copyOf(checks.values()), seconds);
    }

    /** Throws {@link IllegalArgumentException} if the verifier cannot have written this. */
    void requireSound() {
        positive(seconds, LONGEST_SECONDS, "a time");
        for (Check check : checks) {
            require(check != null && check.kind() != null && named(check.what()), "a self-check lacks a part");
            range(check.rows(), 1, ReportCheck.MOST_ROWS, "the number of rows");
            positive(check.largest(), Double.MAX_VALUE, "a difference");
            positive(check.tolerance(), Double.MAX_VALUE, "a tolerance");
            double found = check.largest() == null ? 0 : check.largest();
            require(
                    check.kind() == Kind.PLANTED ? found > check.tolerance() : found <= check.tolerance(),
                    "a self-check does not hold");
        }
    }
}
