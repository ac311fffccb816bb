package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Check;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.PlainCosines;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Holds cosines of which nothing else was kept against the same rows, predicted again: with weights read anew, in one batch and the other
 * order, by another number of threads.
 *
 * @param weights to be read again
 * @param device that the cosines were found on
 * @param cpu where float64 is computed
 */
public record CosinesAgain(FittingDefinition definition, Weights weights, TorchDevice device, TorchDevice cpu) {

    /**
     * Some rows with the cosine that was found of each.
     *
     * @param numbers of the rows in the file, ascending
     */
    public record Found(int[] numbers, double[] cosines) {
        private RowSet rows() {
            return RowSet.of(numbers);
        }
    }

    /**
     * Checks them.
     *
     * @param compared what the cosine is taken between; not closed
     * @throws VerifierException if one is not that of its row
     */
    public Check check(Found found, SequenceData data, ComparedVectors compared) {
        int length = data.contextLength();
        int dimension = data.dimension();
        List<float[]> contexts = new ArrayList<>();
        List<float[]> targets = new ArrayList<>();
        data.forEachBatch(found.rows(), found.numbers().length, batch -> {
            float[] stored = batch.contextValues();
            float[] wanted = batch.targetValues();
            for (int row = 0; row < batch.size(); row++) {
                contexts.add(Arrays.copyOfRange(stored, row * data.contextSize(), (row + 1) * data.contextSize()));
                targets.add(Arrays.copyOfRange(wanted, row * dimension, (row + 1) * dimension));
            }
            return true;
        });
        List<float[]> predictions;
        try (ForwardPass forward = ForwardPass.ofFewRows(List.of(definition), weights, device.withOtherThreads())) {
            predictions = RowsAgain.backwards(forward, contexts, length);
        }
        SelfChecker checker = new SelfChecker(definition, weights, length, device, cpu);
        double largest = 0;
        double allowed = checker.tolerance();
        for (int i = 0; i < contexts.size(); i++) {
            float[] context = contexts.get(i);
            float[] made = compared.predictions(() -> context, predictions.get(i), 1);
            float[] target = compared.targets(() -> context, targets.get(i), 1);
            double difference = Math.abs(PlainCosines.cosine(made, target, 0, dimension) - found.cosines()[i]);
            // A direction that is off by so much changes no cosine by more.
            double own = difference > checker.tolerance() ? checker.tolerance(context) : checker.tolerance();
            if (!(difference <= own)) {
                throw SelfChecker.failed(String.format(
                        Locale.ROOT,
                        "Row %d of the file, computed again by %s on %s, has a cosine that differs by %.1e from the one that would"
                                + " explain the claim, where %.1e is in order, so nothing is explained and there is no verdict.",
                        found.numbers()[i],
                        definition.name(),
                        device.used(),
                        difference,
                        own));
            }
            largest = Math.max(largest, difference);
            allowed = Math.max(allowed, own);
        }
        return new Check(
                Kind.REARRANGED,
                contexts.size(),
                largest,
                allowed,
                "of the explanation: cosines by " + definition.name()
                        + " in another batch size, order and thread count");
    }
}
