package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.PlainCosines;
import io.jenkins.plugins.lvm.verifier.model.ProductAgreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is checked of every row. The pass itself ends where a product by a matrix is wrong or a row has changed its place; here the cosines
 * are held against those of plain loops.
 */
public final class EveryRow {
    /** Of cosines in float64, stored as float32. */
    private static final double COSINE = 1e-6;

    private EveryRow() {}

    /**
     * The checks that were run.
     *
     * @param products how well they agreed with projections of them; null where nobody looked
     * @param identified whether the engine said of every row which one it is
     * @param stored cosine of each row in evaluation order, as it is stored
     * @throws VerifierException if one is not that of its row
     */
    public static List<Check> of(
            @Nullable ProductAgreement products,
            boolean identified,
            PlainCosines plain,
            float[] stored,
            ValidationRows order) {
        List<Check> checks = new ArrayList<>(predicted(products, identified, plain.size()));
        checks.add(new Check(
                Kind.COSINES,
                stored.length,
                largest(plain.in(order), stored, order),
                COSINE,
                "cosines by plain loops"));
        return checks;
    }

    /**
     * Those of predictions alone, whatever is made of them.
     *
     * @param count how many they are
     */
    static List<Check> predicted(@Nullable ProductAgreement products, boolean identified, int count) {
        List<Check> checks = new ArrayList<>();
        if (products != null) {
            checks.add(new Check(
                    Kind.PRODUCTS,
                    count,
                    products.largest(),
                    products.tolerance(),
                    "every product by a matrix held against a random projection of it"));
        }
        if (identified) {
            checks.add(new Check(
                    Kind.PLACES,
                    count,
                    null,
                    0,
                    "what was read and what is judged held against what the engine was given and predicted"));
        }
        return checks;
    }

    private static double largest(double[] plain, float[] stored, ValidationRows order) {
        double largest = 0;
        for (int position = 0; position < stored.length; position++) {
            double difference = Math.abs(plain[position] - stored[position]);
            if (!(difference <= COSINE)) {
                throw new VerifierException(
                        Reason.SELF_CHECK,
                        String.format(
                                Locale.ROOT,
                                "Row %d of the file was scored %.7f, and plain loops make its cosine %.7f, so nothing is judged.",
                                order.row(position),
                                stored[position],
                                plain[position]));
            }
            largest = Math.max(largest, difference);
        }
        return largest;
    }
}
