package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.util.Locale;

/**
 * The rows in evaluation order, what people call them, and how the report describes them.
 *
 * @param population how many they were drawn from; their own number where they were not drawn
 */
public record ChosenSplit(ValidationRows rows, String label, Split description, int population) {
    public ChosenSplit(ValidationRows rows, String label, Split description) {
        this(rows, label, description, rows.size());
    }

    /**
     * The rows that the data itself names, whatever its trainer usually does.
     *
     * @param key the array that names them
     * @param most of them to take, evenly spread; 0 for all
     */
    static ChosenSplit named(String key, ValidationRows all, int most) {
        ValidationRows used = all.limit(most);
        boolean some = used.size() < all.size();
        return new ChosenSplit(
                used,
                "rows named by " + key,
                new Split(
                        "rows",
                        null,
                        used.size(),
                        used.sha256(),
                        !some,
                        false,
                        "the rows that the array " + key + " names"
                                + (some ? "; " + used.size() + " of them, evenly spread" : "")));
    }

    /** Some of the rows, drawn at random, which stand for all of them. */
    public ChosenSplit drawn(ValidationRows some) {
        String reason = String.format(
                Locale.ROOT, "%s; %d of its %d rows, drawn at random", description.reason(), some.size(), rows.size());
        return new ChosenSplit(
                some,
                label,
                new Split(
                        description.name(),
                        description.seed(),
                        some.size(),
                        some.sha256(),
                        description.reproducible(),
                        description.mayOverlapTraining(),
                        reason),
                rows.size());
    }
}
