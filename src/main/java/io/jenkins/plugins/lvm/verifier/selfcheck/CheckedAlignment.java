package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.alignment.CausalAlignment;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ProductAgreement;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tests the 5-to-1 causal alignment of one definition, looks at every prediction that it rests on, and computes few of them again.
 *
 * @param weights of the definition, to be read twice
 * @param cpu where float64 is computed
 */
public record CheckedAlignment(FittingDefinition definition, Weights weights, TorchDevice device, TorchDevice cpu) {

    /**
     * Runs the five tests.
     *
     * @param articles npz files with the vectors of whole articles; empty to take them from the sequences
     * @param rows of the data to test
     * @param other data of another kind, all rows of which are tested
     * @throws VerifierException if a prediction was not computed rightly; then there are no numbers
     */
    public Alignment test(
            List<String> articles,
            CausalAlignment.Settings settings,
            CausalAlignment.RowProgress progress,
            SequenceData data,
            RowSet rows,
            @Nullable SequenceData other) {
        CanaryPredictions canaries = new CanaryPredictions(data.contextSize(), data.dimension());
        Alignment found;
        ProductAgreement products;
        try (ForwardPass forward = ForwardPass.verified(List.of(definition), weights, device)) {
            found = new CausalAlignment(forward, articles.stream().map(Path::of).toList(), settings, progress, canaries)
                    .test(data, rows, other);
            products = forward.products();
        }
        SelfChecker checker = new SelfChecker(definition, weights, data.contextLength(), device, cpu);
        return found.checked(checker.check(canaries.rows()).and(EveryRow.predicted(products, true, canaries.seen())));
    }
}
