package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies by matrices, and holds every row of every product against a random projection of it: y = W x + b has to be such that
 * y · r = x · (Wᵀ r) + b · r. That takes two products of a matrix with a vector in place of one with a matrix, and whoever computed y has no
 * part in Wᵀ r. A wrong row, or that of another input, is overlooked only if its error is orthogonal to r. Safe for use by several lanes.
 *
 * @see <a href="https://www.wikidata.org/wiki/Q5501972">R. Freivalds, Probabilistic Machines Can Use Less Running Time, IFIP Congress 1977,
 *     pages 839-842</a>
 */
final class VerifiedProducts implements MatrixOperator {
    private final MatrixOperator below;
    /** By the matrix's own name in the library. */
    private final Map<String, ProductProjection> projections = new ConcurrentHashMap<>();

    /** @param below multiplies */
    VerifiedProducts(MatrixOperator below) {
        this.below = below;
    }

    @Override
    public NDArray apply(NDArray input, NDArray weight, NDArray bias) {
        ProductProjection projection =
                projections.computeIfAbsent(weight.getUid(), absent -> new ProductProjection(weight));
        ProductProjection.Expected expected = projection.expected(input);
        NDArray product = below.apply(input, weight, bias);
        projection.hold(expected, input, bias, product);
        return product;
    }

    @Override
    public boolean packs(NDArray weight) {
        return below.packs(weight);
    }

    /** The projection is made of the matrix as it was before. */
    @Override
    public NDArray packed(NDArray weight) {
        NDArray packed = below.packed(weight);
        projections.put(packed.getUid(), new ProductProjection(weight));
        return packed;
    }

    @Override
    public boolean isDefault() {
        return below.isDefault();
    }

    /** Null where nothing was multiplied, or the numbers were such that not every row could be looked at. */
    @Nullable
    ProductAgreement agreement() {
        double largest = 0;
        double tolerance = 0;
        for (ProductProjection projection : projections.values()) {
            if (!projection.saw()) {
                return null;
            }
            largest = Math.max(largest, projection.largest());
            tolerance = Math.max(tolerance, projection.tolerance());
        }
        return projections.isEmpty() ? null : new ProductAgreement(largest, tolerance);
    }
}
